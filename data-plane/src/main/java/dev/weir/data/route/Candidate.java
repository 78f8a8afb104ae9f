package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.NodeLife;

/**
 * A life of a node that may serve an environment.
 *
 * @param size how many connections it may hold for it, at least 1
 */
public record Candidate(NodeLife life, ClusterId cluster, int size) {
    /** Refuses a size below 1: who holds nothing serves nobody. */
    public Candidate {
        if (size < 1) throw new IllegalArgumentException("a candidate holds something: " + size);
    }
}
