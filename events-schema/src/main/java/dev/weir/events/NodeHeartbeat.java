package dev.weir.events;

import java.util.List;

/**
 * A node's report of itself, which is also its acknowledgement of grants.
 *
 * @param endpoint where applications reach its listener
 * @param sequence 1, 2, 3… within the incarnation; echoed by {@link LeaseGranted}
 * @param term the highest one that the control plane has asked this life to repeat; 0: none yet
 * @param capacity how many connections the node is ready to hold over all environments
 * @param draining true once the node wants to stop: give it nothing new
 * @param pools one per environment of which it knows a grant
 */
public record NodeHeartbeat(
        NodeLife life,
        RegionId region,
        ClusterId cluster,
        String endpoint,
        long sequence,
        long term,
        int capacity,
        boolean draining,
        List<PoolReport> pools)
        implements Fact, OnNode {
    /** Copies the pools. */
    public NodeHeartbeat {
        pools = List.copyOf(pools);
    }
}
