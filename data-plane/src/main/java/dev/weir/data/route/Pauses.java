package dev.weir.data.route;

import java.time.Duration;

/** Pauses that grow, between the checks of a request that waits. */
final class Pauses {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMillis(400);
    private static final int MAX_DOUBLINGS = 10;

    private Pauses() {}

    static Duration before(int checks) {
        var pause = FIRST.multipliedBy(1L << Math.min(checks, MAX_DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
