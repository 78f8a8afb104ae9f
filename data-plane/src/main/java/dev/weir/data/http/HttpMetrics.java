package dev.weir.data.http;

/** Counts the answers of a listener. Called on event loops: must not block. */
public interface HttpMetrics {
    /** Counts nothing. */
    HttpMetrics NONE =
            new HttpMetrics() {
                @Override
                public void answered(String endpoint, int status, String code, long nanos) {}

                @Override
                public void abandoned(String endpoint) {}
            };

    /**
     * A request was answered.
     *
     * @param endpoint the {@link Endpoint#label}
     * @param code the protocol's error code or its class, one of a few dozen, or {@code ok}
     * @param nanos since its headers were read
     */
    void answered(String endpoint, int status, String code, long nanos);

    /** A client left before its answer. */
    void abandoned(String endpoint);
}
