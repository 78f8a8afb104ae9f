package dev.weir.data.pool;

/** A request got no connection, and the database was not at fault. */
public final class LoanRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** As many requests wait as may. */
        QUEUE_FULL,
        /** None came free in time. */
        WAIT_TIMEOUT,
        /** The node holds no grant for the environment. */
        NO_GRANT,
        /** The node is stopping. */
        STOPPING
    }

    private final Reason reason;

    /**
     * A refusal.
     *
     * @param message carries the pool's numbers, for example {@code pool env-7: 20/20 lent, 64
     *     waiting}
     */
    public LoanRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Whether it says that the node holds no grant, which may come. */
    public static boolean isWithoutGrant(Throwable refusal) {
        return refusal instanceof LoanRefused refused && refused.reason == Reason.NO_GRANT;
    }
}
