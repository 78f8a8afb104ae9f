package dev.weir.data.agent;

import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.GrantEvent;
import dev.weir.events.LeaseGranted;
import dev.weir.events.PoolReport;
import dev.weir.events.Reap;
import java.util.List;

/** What happens to a node's agent. */
public sealed interface AgentInput {
    /** A little time has gone by: well below the stall limit. */
    record Tick() implements AgentInput {}

    /** A heartbeat is due. */
    record BeatDue() implements AgentInput {}

    /** A pool has something to report that should not wait for the next heartbeat. */
    record ReportWanted() implements AgentInput {}

    /** What {@link AgentEffect.Gather} asked for. */
    record Gathered(List<PoolReport> reports) implements AgentInput {
        /** Copies the reports. */
        public Gathered {
            reports = List.copyOf(reports);
        }
    }

    /** Grants were heard. */
    record GrantsHeard(GrantEvent grants) implements AgentInput {}

    /** A lease was heard, perhaps another node's. */
    record LeaseHeard(LeaseGranted lease) implements AgentInput {}

    /** Something happened to a pool. */
    record PoolChanged(EnvironmentId environment, Epoch epoch, PoolNews news)
            implements AgentInput {}

    /**
     * What came of {@link AgentEffect.EndSessions}.
     *
     * @param none whether there was certainly nothing left to end
     */
    record SessionsEnded(EnvironmentId environment, Reap order, boolean none)
            implements AgentInput {}

    /** The node wants to stop. */
    record Drain() implements AgentInput {}

    /** Nothing is opened any more, and what could be closed is: a last heartbeat says so. */
    record Close() implements AgentInput {}
}
