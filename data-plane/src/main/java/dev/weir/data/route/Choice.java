package dev.weir.data.route;

import dev.weir.events.NodeLife;

/** Where a request goes. */
public sealed interface Choice {
    /** To this node's own pool. */
    record Here(Ticket ticket) implements Choice {}

    /** To a peer. */
    record There(NodeLife life, Ticket ticket) implements Choice {}

    /** To nobody: nobody who may serve the environment can be reached, or has not refused it. */
    record Nowhere() implements Choice {}
}
