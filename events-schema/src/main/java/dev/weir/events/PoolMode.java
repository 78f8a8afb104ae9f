package dev.weir.events;

/** What control wants of a granted pool. */
public enum PoolMode {
    /**
     * Open nothing before the first request, then connect at once without asking; close what is
     * idle.
     */
    DORMANT,
    /** Keep connections warm. */
    ACTIVE
}
