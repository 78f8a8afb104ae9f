package dev.weir.events;

/** Where a pool is in its life: dormant → opening → active → draining → stopped. */
public enum PoolState {
    /** Granted, nothing open. */
    DORMANT,
    /** The first connection is being opened. */
    OPENING,
    /** At least one connection is open. */
    ACTIVE,
    /** Being closed: what runs ends, nothing new begins. */
    DRAINING,
    /** Closed, and given back. */
    STOPPED
}
