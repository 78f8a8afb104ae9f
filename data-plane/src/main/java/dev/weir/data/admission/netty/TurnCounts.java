package dev.weir.data.admission.netty;

import java.util.concurrent.atomic.LongAdder;

/** How much waited for its turn on a node's event loops. Thread-safe. */
public final class TurnCounts {
    private final LongAdder waiting = new LongAdder();
    private final LongAdder waited = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void waits() {
        waiting.increment();
    }

    void began(long afterNanos) {
        waiting.decrement();
        waited.increment();
        nanos.add(afterNanos);
    }

    /** Pieces of work that wait now. */
    public long waiting() {
        return waiting.sum();
    }

    /** Pieces of work that had to wait, ever. */
    public long waited() {
        return waited.sum();
    }

    /** How long they waited, all together. */
    public double waitedSeconds() {
        return nanos.sum() / 1e9;
    }
}
