package dev.weir.data.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that may be in use at once, over all listeners and event loops of a node. Thread-safe. */
public final class MemoryBudget {
    private final AtomicLong used = new AtomicLong();
    private final long limit;

    /** Of which nothing is in use. */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** How many may be. */
    public long limit() {
        return limit;
    }

    /** Takes bytes, or none of them. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) return true;
        used.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        long left = used.addAndGet(-bytes);
        assert left >= 0 : "gives back what was taken";
    }

    /** How many are. */
    public long used() {
        return used.get();
    }
}
