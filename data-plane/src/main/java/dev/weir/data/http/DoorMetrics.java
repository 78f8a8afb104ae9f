package dev.weir.data.http;

/** Counts what a door answers. Called on event loops: must not block. */
public interface DoorMetrics {
    /** Counts nothing. */
    DoorMetrics NONE =
            new DoorMetrics() {
                @Override
                public void answered(Route route, int status, String code, long nanos) {}

                @Override
                public void abandoned(Route route) {}
            };

    /**
     * A request was answered.
     *
     * @param code Prisma's error code or a class of SQLSTATE, one of a few dozen, or {@code ok}
     * @param nanos since its headers were read
     */
    void answered(Route route, int status, String code, long nanos);

    /** A client left before its answer. */
    void abandoned(Route route);
}
