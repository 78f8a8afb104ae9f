package dev.weir.data.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that requests may hold at once, over all listeners and event loops of a node, and the most
 * of them for one environment. Thread-safe.
 */
public final class MemoryBudget {
    private final AtomicLong used = new AtomicLong();
    private final long limit;
    private final long shareLimit;

    /** Of which nothing is in use: all environments but one always have a quarter of it. */
    public MemoryBudget(long limit) {
        this.limit = limit;
        shareLimit = limit - limit / 4;
    }

    /** Bytes that all requests together may hold. */
    public long limit() {
        return limit;
    }

    /** Bytes that the requests of one environment may hold. */
    public long shareLimit() {
        return shareLimit;
    }

    /** Bytes that are held. */
    public long used() {
        return used.get();
    }

    long add(long bytes) {
        long now = used.addAndGet(bytes);
        assert now >= 0 : "gives back what was taken";
        return now;
    }
}
