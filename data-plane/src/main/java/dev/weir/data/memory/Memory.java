package dev.weir.data.memory;

/** Memory that work takes before it uses it, and that is given back when its request is over. */
@FunctionalInterface
public interface Memory {
    /** Memory without a limit, for the node's own texts and for tests. */
    Memory UNLIMITED = _ -> {};

    /**
     * Takes bytes.
     *
     * @throws MemoryExhausted if so many are not left; then none of them is taken
     */
    void take(long bytes);
}
