package dev.weir.data.route;

/**
 * The latency to expect of a candidate: an exponentially weighted moving average over time that
 * follows a rise at once by half of it, and falls back slowly. The average forgets in proportion to
 * the time that passed, not to the number of requests, as in Finagle's "peak EWMA"; it differs from
 * it in following half-way, so that a single slow query does not turn all traffic away.
 */
final class PeakEwma {
    private static final double RISE = 0.5;

    private final double memoryNanos;
    private double average = -1;
    private long at;

    PeakEwma(long memoryNanos) {
        this.memoryNanos = memoryNanos;
    }

    void observe(long now, long nanos) {
        if (average < 0) {
            average = nanos;
        } else {
            double weight = 1 - Math.exp(-Math.max(0, now - at) / memoryNanos);
            if (nanos > average) weight = Math.max(weight, RISE);
            average += (nanos - average) * weight;
        }
        at = now;
    }

    boolean isKnown() {
        return average >= 0;
    }

    /**
     * Nanoseconds. Of a candidate that was not heard of for long, what is known fades towards what
     * would be expected of anybody, so that it is tried again some time.
     */
    double at(long now, double otherwise) {
        if (average < 0) return otherwise;
        double old = 1 - Math.exp(-Math.max(0, now - at) / (4 * memoryNanos));
        return average + (otherwise - average) * old;
    }
}
