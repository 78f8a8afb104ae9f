package dev.weir.data.pool;

import java.time.Duration;
import java.util.Arrays;

/**
 * How long requests waited, in buckets that grow by an eighth to a quarter: exact enough to decide
 * on sizes, small enough to have one for each pool.
 */
final class Waits {
    private static final int STEPS_BITS = 2;
    private static final int STEPS = 1 << STEPS_BITS;
    private static final int SHIFT = 14; // 16 µs: shorter waits are none
    private static final int BUCKETS = 32 * STEPS;

    private final int[] counts = new int[BUCKETS];
    private int total;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        total++;
    }

    /** The 95th percentile, rounded up to its bucket's end; zero when nobody waited. */
    Duration p95() {
        int rank = total - total / 20;
        int seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) return Duration.ofNanos(i == 0 ? 0 : end(i));
        }
        return Duration.ZERO;
    }

    void clear() {
        if (total == 0) return;
        Arrays.fill(counts, 0);
        total = 0;
    }

    private static int bucket(long nanos) {
        long units = nanos >> SHIFT;
        if (units < 1) return 0;
        int exponent = 63 - Long.numberOfLeadingZeros(units);
        int step = (int) ((units << STEPS_BITS) >> exponent) & (STEPS - 1);
        return Math.min(1 + exponent * STEPS + step, BUCKETS - 1);
    }

    private static long end(int bucket) {
        int exponent = (bucket - 1) / STEPS;
        int step = (bucket - 1) % STEPS;
        return ((STEPS + step + 1L) << exponent << SHIFT) >> STEPS_BITS;
    }
}
