package dev.weir.data.route;

import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;

/** One life of one node. */
public record Life(NodeId node, IncarnationId incarnation) {
    @Override
    public String toString() {
        return node + "/" + incarnation;
    }
}
