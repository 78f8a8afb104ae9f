package dev.weir.control.fleet;

import dev.weir.events.Epoch;
import dev.weir.events.NodeLife;

/**
 * That a life's sessions are ended at the database, by another node.
 *
 * @param epoch with which it was ordered
 * @param over whether the life has certainly ended; if not, one connection stays charged for it
 * @param by the life that ends them
 * @param done whether it has said that none is left
 */
public record Reaping(Epoch epoch, boolean over, NodeLife by, boolean done) {
    /** The same, carried out. */
    Reaping finished() {
        return new Reaping(epoch, over, by, true);
    }
}
