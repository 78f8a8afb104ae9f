package dev.weir.control.management;

import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.List;

/** Nodes, their clusters and their pools. */
public interface Nodes {
    /** The regions of this installation with their clusters. */
    List<Region> regions();

    /** All nodes known, by region, cluster and id, live or not. */
    List<Node> list();

    /** The same in parts. */
    Result<Page<Node>> list(PageRequest page);

    /** One node. */
    Result<Node> find(NodeId id);

    /**
     * An operator's word that the process of a life of a node has ended for good. Its sessions are
     * ended at the database, and all that it held, its floor too, may be granted anew. Refused
     * while the life is heard. If it lives after all, it is not heard again until it is restarted,
     * and may still open one connection for each environment: the word must be true.
     */
    Result<Done> declareEnded(Request request, NodeLife life);

    /** The pools that nodes hold for an environment, as their last heartbeats reported them. */
    Result<List<PoolView>> pools(EnvironmentId environment);

    /** All grants and pools of the region, by environment, oldest first. */
    Result<Page<PoolView>> pools(PageRequest page);
}
