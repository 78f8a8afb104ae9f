package dev.weir.control.management;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import java.time.Instant;

/**
 * A node as its last heartbeat told.
 *
 * @param endpoint where applications reach it
 * @param capacity how many connections it is ready to hold
 * @param charged how many connections it may have open, over all databases
 * @param seenAt when it last spoke
 */
public record Node(
        NodeId id,
        RegionId region,
        ClusterId cluster,
        IncarnationId incarnation,
        String endpoint,
        int capacity,
        int charged,
        Health health,
        Instant seenAt) {
    /** How it is. */
    public enum Health {
        /** It speaks. */
        LIVE,
        /** It speaks and wants to stop: it is given nothing new. */
        DRAINING,
        /** It has been silent for longer than three heartbeats. Its connections stay charged. */
        SUSPECT
    }
}
