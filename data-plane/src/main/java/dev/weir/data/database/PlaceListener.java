package dev.weir.data.database;

/** Hears of the one statement of a {@link Connection#join place}, before its stage completes. */
@FunctionalInterface
public interface PlaceListener {
    /**
     * The server is done with it, or the connection is.
     *
     * @param aheadNanos how long it waited for those before it; 0 if it was sent behind nobody
     * @param ranNanos how long it was the first
     * @param clean whether the connection is as good as before: for places, and at rest without
     *     being settled
     */
    void ended(long aheadNanos, long ranNanos, boolean clean);
}
