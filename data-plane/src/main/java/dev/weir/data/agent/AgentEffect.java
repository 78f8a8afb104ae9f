package dev.weir.data.agent;

import dev.weir.data.grant.OwnGrant;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.Reap;

/** What a node's agent wants done. Effects are performed in their order. */
public sealed interface AgentEffect {
    /**
     * Gather the pools' reports for a heartbeat; answer Gathered, at once.
     *
     * @param closed whether nothing is opened any more: then what is not open is given back
     */
    record Gather(long heartbeat, boolean closed) implements AgentEffect {}

    /** Tell the control plane. */
    record Publish(Fact fact) implements AgentEffect {}

    /**
     * The node may hold this from now on.
     *
     * @param apply whether pools go by it; if not they only take note, as they are closing anyway
     */
    record Apply(OwnGrant grant, boolean apply) implements AgentEffect {}

    /** The right to open connections came or went: pools look again. */
    record LookAgain(boolean frozen) implements AgentEffect {}

    /** A heartbeat is to be sent soon: answer BeatDue after a moment, in which more may gather. */
    record BeatSoon() implements AgentEffect {}

    /** The process stood still, and has given up its lease. */
    record Stalled() implements AgentEffect {}

    /** End a life's sessions at the database; answer SessionsEnded. */
    record EndSessions(EnvironmentId environment, Reap order) implements AgentEffect {}
}
