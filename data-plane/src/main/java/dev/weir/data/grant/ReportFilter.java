package dev.weir.data.grant;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.runtime.Shared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    private record Said(Epoch epoch, int held, boolean dormant) {}

    /** Those of all reports that are to be said this time; then they count as said. */
    public List<PoolReport> due(List<PoolReport> all) {
        round = (round + 1) % EVERY;
        var due = new ArrayList<PoolReport>();
        for (var report : all) if (isDue(report)) due.add(report);
        return due;
    }

    private boolean isDue(PoolReport report) {
        var now = new Said(report.epoch(), report.held(), report.state() == PoolState.DORMANT);
        boolean turn = Math.floorMod(report.environment().hashCode(), EVERY) == round;
        boolean due = !now.dormant() || turn || !now.equals(said.get(report.environment()));
        if (due) said.put(report.environment(), shared.of(now));
        return due;
    }
}
