package dev.weir.control.fleet;

import dev.weir.events.Epoch;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;

/**
 * That a life's sessions are ended at the database, by another node.
 *
 * @param epoch with which it was ordered
 * @param over whether the life has certainly ended; if not, one connection stays charged for it
 * @param by the node that does it
 * @param byIncarnation in which of its lives
 * @param done whether it has said that none is left
 */
public record Reaping(
        Epoch epoch, boolean over, NodeId by, IncarnationId byIncarnation, boolean done) {
    /** The same, carried out. */
    Reaping finished() {
        return new Reaping(epoch, over, by, byIncarnation, true);
    }
}
