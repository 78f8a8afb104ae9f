package dev.weir.data.route;

/**
 * Bounds retries to a share of requests, so that they never become the load that keeps a failing
 * environment failing: each request earns a fifth of a retry. A few are free, for environments with
 * little traffic; they come back one a second.
 */
final class RetryBudget {
    /** Retries per request, at most, in the long run. */
    static final double SHARE = 0.2;

    static final int FREE = 10;
    private static final double MOST = 100;
    private static final double NANOS_PER_FREE = 1e9;

    private double balance = FREE;
    private long at;

    RetryBudget(long now) {
        at = now;
    }

    /** A request came. */
    void earn() {
        balance = Math.min(MOST, balance + SHARE);
    }

    /** Takes one retry, if there is one left. */
    boolean take(long now) {
        if (balance < FREE) balance = Math.min(FREE, balance + (now - at) / NANOS_PER_FREE);
        at = now;
        if (balance < 1) return false;
        balance--;
        return true;
    }
}
