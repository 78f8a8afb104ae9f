package dev.weir.data.route;

import dev.weir.events.NodeLife;

/** Where a request is served next. */
public sealed interface Placement {
    /** The one value of {@link Here}. */
    Placement HERE = new Here();

    /** The one value of {@link Refuse}. */
    Placement REFUSE = new Refuse();

    /** By this node's own pool, or refused by it with the pool's reason. */
    record Here() implements Placement {}

    /** By a peer. */
    record Peer(NodeLife peer) implements Placement {}

    /**
     * By no node now: the request checks again after a pause, if it has time and there is room to
     * wait.
     *
     * @param checks made so far
     */
    record Wait(int checks) implements Placement {}

    /** By no node: the client gets the last reason. */
    record Refuse() implements Placement {}
}
