package dev.weir.data.pool;

/** Says whether the node may open connections at all: whether its lease is valid. Thread-safe. */
@FunctionalInterface
public interface Permit {
    /** Whether a connection may be opened at this moment of the node's clock, in nanoseconds. */
    boolean mayOpen(long now);
}
