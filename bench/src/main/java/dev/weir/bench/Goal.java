package dev.weir.bench;

/**
 * A number to live up to.
 *
 * @param quantity what of a comparison's runs is compared
 * @param bound the ratio of subject to peer
 * @param atLeast whether the bound is the least, and not the most, that the ratio may be
 */
record Goal(Quantity quantity, double bound, boolean atLeast) {
    /** What is compared. */
    enum Quantity {
        THROUGHPUT,
        CPU,
        P50,
        P99
    }

    static Goal throughputAtLeast(double bound) {
        return new Goal(Quantity.THROUGHPUT, bound, true);
    }

    static Goal cpuAtMost(double bound) {
        return new Goal(Quantity.CPU, bound, false);
    }

    static Goal p50AtMost(double bound) {
        return new Goal(Quantity.P50, bound, false);
    }

    static Goal p99AtMost(double bound) {
        return new Goal(Quantity.P99, bound, false);
    }

    double of(Sample sample) {
        return switch (quantity) {
            case THROUGHPUT -> sample.perSecond();
            case CPU -> sample.cpuMicros();
            case P50 -> sample.p50Micros();
            case P99 -> sample.p99Micros();
        };
    }

    boolean isMet(double ratio) {
        return atLeast ? ratio >= bound : ratio <= bound;
    }
}
