package dev.weir.events;

/**
 * What one life of a node may hold for an environment.
 *
 * @param endpoint where the node's listener answers, for example {@code http://127.0.0.1:4466}
 * @param size the most connections open and opening, at least 0
 * @param pool what its pool is to do
 */
public record Grant(NodeLife life, ClusterId cluster, String endpoint, int size, PoolMode pool)
        implements OnNode {
    /** Refuses a negative size. */
    public Grant {
        if (size < 0)
            throw new IllegalArgumentException("grant size must not be negative: " + size);
    }
}
