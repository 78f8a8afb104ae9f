package dev.weir.data.grant;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps heartbeats small on a node with many environments that rest: a dormant pool is reported
 * when its epoch or what it holds changed, and otherwise with every tenth heartbeat only. For one
 * thread.
 */
public final class ReportFilter {
    private static final int EVERY = 10;

    private final Map<EnvironmentId, Said> said = new HashMap<>();

    private record Said(Epoch epoch, int held, boolean dormant) {}

    /** Whether the report belongs into the heartbeat of that number; then it counts as said. */
    public boolean isDue(PoolReport report, long heartbeat) {
        var now = new Said(report.epoch(), report.held(), report.state() == PoolState.DORMANT);
        boolean turn = Math.floorMod(report.environment().hashCode(), EVERY) == heartbeat % EVERY;
        boolean due = !now.dormant() || turn || !now.equals(said.get(report.environment()));
        if (due) said.put(report.environment(), now);
        return due;
    }
}
