package dev.weir.data.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A {@link PlanCache} that keeps the plans most used, up to a number of bytes. A plan that is not
 * known is compiled by each thread that misses it, and admitted if it was asked for more often than
 * what it would push out: clients up to 7.3 send a new plan for every set of values.
 */
public final class CachingPlans implements PlanCache {
    /** What a plan takes beside its JSON. */
    private static final int OVERHEAD = 512;

    /**
     * Bytes of a plan's values for each byte of its JSON; real ones have four. Denser plans are not
     * kept: the bound counts JSON.
     */
    private static final long DENSEST = 10;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Cache<Key, Plan> plans;

    /** Unknown to clients, so that none can send plans that all have the same hash. */
    private final long secret;

    /**
     * An empty cache.
     *
     * @param maxBytes the most bytes of JSON that the plans kept were made from, counting {@value
     *     #OVERHEAD} more for each
     * @param random gives the cache its secret; must be unpredictable
     */
    public CachingPlans(long maxBytes, RandomGenerator random) {
        secret = random.nextLong() | 1;
        plans =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, Plan _) -> key.to - key.from + OVERHEAD)
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Plan get(byte[] body, int from, int to, ParseBudget budget) {
        var key = new Key(body, from, to, hash(body, from, to));
        var known = plans.getIfPresent(key);
        if (known != null) {
            return known;
        }
        long before = budget.weight();
        var plan = PlanParser.parse(body, from, to, budget);
        if (budget.weight() - before <= DENSEST * (to - from + OVERHEAD)) {
            plans.put(key.copy(), plan);
        }
        return plan;
    }

    /** How many plans are kept. */
    public long size() {
        plans.cleanUp();
        return plans.estimatedSize();
    }

    private int hash(byte[] bytes, int from, int to) {
        long hash = (long) to - from;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = fold(hash ^ secret, (long) LONGS.get(bytes, i) ^ secret);
        }
        for (; i < to; i++) {
            hash = fold(hash ^ secret, bytes[i] ^ secret);
        }
        return Long.hashCode(hash);
    }

    private static long fold(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) ^ (a * b);
    }

    private static final class Key {
        private final byte[] bytes;
        private final int from;
        private final int to;
        private final int hash;

        Key(byte[] bytes, int from, int to, int hash) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            this.hash = hash;
        }

        Key copy() {
            return new Key(Arrays.copyOfRange(bytes, from, to), 0, to - from, hash);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && hash == key.hash
                    && Arrays.equals(bytes, from, to, key.bytes, key.from, key.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
