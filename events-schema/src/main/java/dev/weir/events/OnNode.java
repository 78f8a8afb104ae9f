package dev.weir.events;

/** A value that belongs to one life of a node. */
public interface OnNode {
    /** The life. */
    NodeLife life();

    /** The node of that life. */
    default NodeId node() {
        return life().node();
    }

    /** The incarnation of that life. */
    default IncarnationId incarnation() {
        return life().incarnation();
    }
}
