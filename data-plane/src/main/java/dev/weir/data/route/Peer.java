package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.NodeLife;

/**
 * A life of another node, and how it is reached.
 *
 * @param host where it takes what its peers hand on
 * @param leaving whether it wants to stop, and should get nothing new
 */
public record Peer(NodeLife life, ClusterId cluster, String host, int port, boolean leaving) {}
