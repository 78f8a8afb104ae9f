package dev.weir.data.memory;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of a node's memory that the requests of one environment hold. Thread-safe. */
public final class MemoryShare {
    private static final long LARGE = 1 << 20;

    private final String owner;
    private final AtomicLong used = new AtomicLong();

    /** Nothing yet. */
    public MemoryShare(String owner) {
        this.owner = owner;
    }

    /** Whose requests hold it. */
    public String owner() {
        return owner;
    }

    /** Bytes that are held. */
    public long used() {
        return used.get();
    }

    boolean isLarge() {
        return used.get() >= LARGE;
    }

    long add(long bytes) {
        return used.addAndGet(bytes);
    }
}
