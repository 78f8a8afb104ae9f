package dev.weir.data.route;

import java.time.Duration;

/**
 * Whether a peer can be reached, as one connection to it shows. While something is under way it is
 * asked for a sign of life; one that gives none gets no new requests, and after a while is given
 * up, so that whoever waits for it is told. For one thread; reads no clock.
 */
public final class PeerHealth {
    /** How often it is asked for a sign of life. */
    public static final Duration PING_EVERY = Duration.ofMillis(200);

    /**
     * Without a sign for so long it gets nothing new: a pause of its process, or of the network.
     */
    static final Duration SILENT_AFTER = Duration.ofMillis(500);

    /** Without a sign for so long its connection is closed, and what is under way has failed. */
    static final Duration GONE_AFTER = Duration.ofSeconds(3);

    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final int MAX_DOUBLINGS = 8;

    private static final long AHEAD_PAUSE = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_AHEAD_PAUSE = Duration.ofMinutes(1).toNanos();

    /** Well below the time after which a listener closes a silent connection. */
    private static final long QUIET = Duration.ofSeconds(20).toNanos();

    private boolean asked;
    private long askedAt;
    private int failures;
    private long nextAttempt;
    private boolean openedAhead;
    private long nextAhead;

    /** Whether it may be given a request now. */
    public boolean isReachable(long now) {
        if (failures > 0 && now - nextAttempt < 0) return false;
        return !asked || now - askedAt < SILENT_AFTER.toNanos();
    }

    /** Whether it has not given a sign of life for so long that it is given up. */
    public boolean isGone(long now) {
        return asked && now - askedAt >= GONE_AFTER.toNanos();
    }

    /** Whether it should be asked for a sign of life: not while it owes one. */
    public boolean mayAsk() {
        return !asked;
    }

    /** Whether it was not asked for so long that an idle connection should be used, to be kept. */
    public boolean isQuiet(long now) {
        return !asked && now - askedAt >= QUIET;
    }

    /** Whether a connection may be opened that nobody needs yet. */
    public boolean mayOpenAhead(long now) {
        return !openedAhead || now - nextAhead >= 0;
    }

    /**
     * One is opened that nobody needs yet: the next one comes after a pause, also if this one is
     * closed at once, and doubles with each failure, up to half of it less by chance.
     */
    public void opensAhead(long now, long random) {
        openedAhead = true;
        long whole =
                Math.min(LONGEST_AHEAD_PAUSE, AHEAD_PAUSE << Math.min(failures, MAX_DOUBLINGS));
        nextAhead = now + whole - Math.floorMod(random, whole / 2 + 1);
    }

    /** It was asked. */
    public void asked(long now) {
        asked = true;
        askedAt = now;
    }

    /** It gave a sign of life. */
    public void answered() {
        asked = false;
        failures = 0;
    }

    /**
     * The connection could not be made, or ended: the next attempt comes after a pause that
     * doubles, up to half of it less by chance.
     */
    public void failed(long now, long random) {
        asked = false;
        long whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures, MAX_DOUBLINGS));
        nextAttempt = now + whole - Math.floorMod(random, whole / 2 + 1);
        failures++;
    }

    /** The connection was closed in order, by this side or the other: nothing is wrong. */
    public void closed() {
        asked = false;
    }
}
