package dev.weir.control.management;

import dev.weir.events.ClusterId;

/**
 * A failure domain of a region.
 *
 * @param nodes how many nodes are known
 * @param live how many of them speak
 */
public record Cluster(ClusterId id, int nodes, int live) {}
