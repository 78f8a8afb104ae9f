package dev.weir.data.pool;

import java.time.Duration;

/**
 * How long connections above what is granted may stay open: those who have them are given the time
 * to bring them back. It runs from when there are such connections until there are none.
 */
final class SurplusTime {
    private boolean running;
    private long until;

    /** There are some: it runs from now on, unless it did already. */
    void begin(long now, Duration allowed) {
        if (!running) until = now + allowed.toNanos();
        running = true;
    }

    /** There are none, or they were closed. */
    void end() {
        running = false;
    }

    /** Whether they are to be closed now. */
    boolean isUp(long now) {
        return running && now - until >= 0;
    }

    /** Nanoseconds until then, below zero once it is over; {@link Long#MAX_VALUE}: not running. */
    long left(long now) {
        return running ? until - now : Long.MAX_VALUE;
    }
}
