package dev.weir.data.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that requests may hold at once, over all listeners and event loops of a node. One
 * environment may hold three times what is free: three quarters of all while it is alone, and less
 * the more is held, so that several that hold much leave room for those that hold little. The rule
 * is that of dynamic queue thresholds (Choudhury and Hahne, 1998). Thread-safe.
 */
public final class MemoryBudget {
    /** An environment's share in proportion to what is free. */
    private static final int TIMES_FREE = 3;

    private final AtomicLong used = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Set<MemoryShare> large = ConcurrentHashMap.newKeySet();
    private final long limit;
    private final HeapPressure heap;

    /** Of which nothing is in use, in a heap without pressure. */
    public MemoryBudget(long limit) {
        this(limit, HeapPressure.NONE);
    }

    /**
     * Of which nothing is in use.
     *
     * @param heap takes from the limit while the heap has little room
     */
    public MemoryBudget(long limit, HeapPressure heap) {
        this.limit = limit;
        this.heap = heap;
    }

    /** Bytes that all requests together may hold. */
    public long limit() {
        return limit;
    }

    /** The same at the moment: less while the heap has little room. */
    public long allowed() {
        return heap.allowed(limit);
    }

    /** Bytes that the requests of one environment may hold while no others hold any. */
    public long shareLimit() {
        return limit - limit / (TIMES_FREE + 1);
    }

    /** Bytes that are held. */
    public long used() {
        return used.get();
    }

    /** Requests that were refused memory. */
    public long refused() {
        return refused.get();
    }

    /** Who holds most, among those that hold a mebibyte or more; the largest first. */
    public List<MemoryShare> largest(int most) {
        return large.stream()
                .sorted(Comparator.comparingLong(MemoryShare::used).reversed())
                .limit(most)
                .toList();
    }

    /** Whether all together hold more than they may. */
    boolean isOver() {
        return used.get() > allowed();
    }

    /** Whether one holds more than its share of what is there. */
    boolean isOver(MemoryShare share) {
        long free = Math.max(0, allowed() - used.get());
        return share.used() > TIMES_FREE * free;
    }

    void add(MemoryShare share, long bytes) {
        long now = used.addAndGet(bytes);
        assert now >= 0 : "gives back what was taken";
        boolean before = share.isLarge();
        share.add(bytes);
        if (share.isLarge() == before) return;
        if (before) large.remove(share);
        else large.add(share);
    }

    void countRefused() {
        refused.incrementAndGet();
    }
}
