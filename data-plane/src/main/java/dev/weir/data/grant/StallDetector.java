package dev.weir.data.grant;

import java.time.Duration;

/** Notices that the process stood still: paused, starved, or asleep with its machine. */
public final class StallDetector {
    private final long limitNanos;
    private long last;

    /** A detector that is to be asked more often than the limit says, from now on. */
    public StallDetector(Duration limit, long now) {
        limitNanos = limit.toNanos();
        last = now;
    }

    /** Whether more time went by since the last call than may. */
    public boolean stalled(long now) {
        boolean stalled = now - last > limitNanos;
        last = now;
        return stalled;
    }
}
