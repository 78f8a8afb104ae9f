package dev.weir.control.fleet;

import dev.weir.events.ClusterId;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;

/**
 * A node as its newest heartbeat told.
 *
 * @param sequence of that heartbeat
 * @param capacity how many connections it is ready to hold over all databases
 * @param held how many it said it may hold over all databases
 * @param heardAt when the heartbeat was heard here
 */
public record NodeStatus(
        NodeLife life,
        ClusterId cluster,
        String endpoint,
        long sequence,
        int capacity,
        int held,
        boolean draining,
        Moment heardAt)
        implements OnNode {}
