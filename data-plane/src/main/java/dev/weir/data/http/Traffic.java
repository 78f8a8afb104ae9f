package dev.weir.data.http;

import dev.weir.data.memory.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;

/** What goes on at a node's listener, over all its event loops. Thread-safe. */
final class Traffic {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final MemoryBudget bodies;
    private final HttpMetrics metrics;
    private volatile boolean draining;
    private volatile long lastBegan;

    Traffic(MemoryBudget bodies, HttpMetrics metrics) {
        this.bodies = bodies;
        this.metrics = metrics;
    }

    /** A request has begun; how many are under way with it. */
    int began(long nowNanos) {
        lastBegan = nowNanos;
        return requests.incrementAndGet();
    }

    /** A request was answered, or its client has left. */
    void ended() {
        int left = requests.decrementAndGet();
        assert left >= 0 : "ends what began";
    }

    /** When the latest request began, by the listener's ticker. */
    long lastBegan() {
        return lastBegan;
    }

    /** Requests under way. */
    int requests() {
        return requests.get();
    }

    AtomicInteger connections() {
        return connections;
    }

    MemoryBudget bodies() {
        return bodies;
    }

    HttpMetrics metrics() {
        return metrics;
    }

    /** From now on clients are asked to go elsewhere. */
    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }
}
