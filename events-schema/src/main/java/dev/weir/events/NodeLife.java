package dev.weir.events;

/**
 * One life of a node: one run of its process. Leases, grants, sessions and usage belong to a life,
 * so that nothing of an earlier run passes for the present one.
 */
public record NodeLife(NodeId node, IncarnationId incarnation) {
    /** {@code node/incarnation}, as sources of usage are written. */
    @Override
    public String toString() {
        return node + "/" + incarnation;
    }
}
