package dev.weir.data.memory;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of a node's memory that the requests of one environment hold. Thread-safe. */
public final class MemoryShare {
    private final AtomicLong used = new AtomicLong();

    long add(long bytes) {
        return used.addAndGet(bytes);
    }

    /** Bytes that are held. */
    public long used() {
        return used.get();
    }
}
