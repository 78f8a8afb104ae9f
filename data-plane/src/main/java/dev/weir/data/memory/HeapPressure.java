package dev.weir.data.memory;

import java.util.function.LongSupplier;

/**
 * How much of its memory budget a node gives, by what was left in the heap after the last full
 * collection: all of it while that is under four fifths, nothing from nine tenths on. A reading
 * counts for some seconds, after which the budget is given again until the next one: without
 * requests there may be no collection for long. Thread-safe.
 */
public final class HeapPressure {
    /** A heap with room for everything. */
    public static final HeapPressure NONE = new HeapPressure(() -> 0);

    private static final double LITTLE_ROOM = 0.8;
    private static final double NO_ROOM = 0.9;
    private static final long LASTING_NANOS = 5_000_000_000L;

    private final LongSupplier nanos;
    private volatile Reading last = new Reading(0, 1, 0);

    /** One collection; {@code at} is its moment in nanoseconds. */
    private record Reading(long live, long max, long at) {
        double fraction() {
            return (double) live / max;
        }
    }

    /**
     * Without a reading yet.
     *
     * @param nanos a monotonic clock, in nanoseconds
     */
    public HeapPressure(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * A full collection is over.
     *
     * @param live bytes in use after it
     * @param max bytes that the heap may have
     */
    public void collected(long live, long max) {
        last = new Reading(live, Math.max(1, max), nanos.getAsLong());
    }

    /** Bytes in use after the last full collection; 0 before the first. */
    public long live() {
        return last.live;
    }

    /** What is given of a limit. */
    public long allowed(long limit) {
        var reading = last;
        double over = reading.fraction() - LITTLE_ROOM;
        if (over <= 0 || nanos.getAsLong() - reading.at > LASTING_NANOS) return limit;
        return (long) (limit * Math.max(0, 1 - over / (NO_ROOM - LITTLE_ROOM)));
    }
}
