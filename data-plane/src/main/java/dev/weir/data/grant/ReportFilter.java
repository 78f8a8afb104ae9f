package dev.weir.data.grant;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.runtime.Shared;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps heartbeats small on a node with many environments that rest: a dormant pool is reported
 * when its epoch or what it holds changed, and otherwise every tenth time only. For one thread.
 */
public final class ReportFilter {
    private static final int EVERY = 10;

    /** Different ones that are shared at most: a bound, and more than are of use. */
    private static final int SHARED = 10_000;

    private final Map<EnvironmentId, Said> said = new HashMap<>();
    private final Shared<Said> shared = new Shared<>(SHARED);

    /**
     * Its own count, as a heartbeat's number may rise by more than one at a time, and then some
     * turns would never come.
     */
    private int round;

    private record Said(Epoch epoch, int held, boolean dormant) {
        boolean is(Epoch otherEpoch, int otherHeld, boolean otherDormant) {
            return epoch.equals(otherEpoch) && held == otherHeld && dormant == otherDormant;
        }
    }

    /** What is asked for from now on is of the next heartbeat. */
    public void nextRound() {
        round = (round + 1) % EVERY;
    }

    /**
     * Whether that is to be said of a pool in this round; then it counts as said. Asked of each
     * once in a round, and before a report is made, as most of those at rest are not due.
     */
    public boolean isDue(EnvironmentId environment, Epoch epoch, int held, boolean dormant) {
        var before = said.get(environment);
        boolean turn = Math.floorMod(environment.hashCode(), EVERY) == round;
        boolean due = !dormant || turn || before == null || !before.is(epoch, held, dormant);
        if (due) said.put(environment, shared.of(new Said(epoch, held, dormant)));
        return due;
    }
}
