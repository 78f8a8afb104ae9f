package dev.weir.data.grant;

import dev.weir.data.pool.Permit;
import java.time.Duration;

/**
 * The right to open connections. It is counted from when a heartbeat was <em>sent</em>, on the
 * node's own monotonic clock, so that no two clocks are compared and the time that messages take is
 * always to the node's disadvantage. Told by one thread; asked by any.
 */
public final class Lease implements Permit {
    /** Heartbeats that may still be answered: the last ones sent. */
    private static final int REMEMBERED = 64;

    private final long[] sentAt = new long[REMEMBERED];
    private long lastSent;
    private long firstThatCounts = 1;
    private volatile Until until = new Until(false, 0);

    private record Until(boolean held, long nanos) {}

    /** A heartbeat is being sent: to be called before it leaves. */
    public void sent(long sequence, long now) {
        lastSent = sequence;
        sentAt[slot(sequence)] = now;
    }

    /**
     * The controller answered a heartbeat.
     *
     * @return whether that gave, or prolonged, the right
     */
    public boolean answered(long sequence, Duration timeToLive) {
        boolean known = sequence <= lastSent && sequence > lastSent - REMEMBERED;
        if (!known || sequence < firstThatCounts) return false;
        long end = sentAt[slot(sequence)] + timeToLive.toNanos();
        var before = until;
        if (before.held() && end - before.nanos() <= 0) return false;
        until = new Until(true, end);
        return true;
    }

    /**
     * The process stood still for longer than may be: whatever lease it had counts as expired,
     * until a heartbeat sent from now on is answered.
     */
    public void stalled() {
        firstThatCounts = lastSent + 1;
        until = new Until(false, 0);
    }

    @Override
    public boolean mayOpen(long now) {
        var current = until;
        return current.held() && now - current.nanos() < 0;
    }

    private static int slot(long sequence) {
        return (int) (sequence % REMEMBERED);
    }
}
