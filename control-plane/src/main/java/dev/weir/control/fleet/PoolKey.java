package dev.weir.control.fleet;

import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;

/** One pool: an environment's on one life of a node. */
public record PoolKey(EnvironmentId environment, NodeId node, IncarnationId incarnation) {}
