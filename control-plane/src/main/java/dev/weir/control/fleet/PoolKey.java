package dev.weir.control.fleet;

import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;

/** One pool: an environment's on one life of a node. */
public record PoolKey(EnvironmentId environment, NodeLife life) implements OnNode {}
