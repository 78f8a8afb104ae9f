package dev.weir.data.pool;

import dev.weir.events.Epoch;

/** Hears what happens in an environment's pool, on the pool's event loop. Must not block. */
public interface PoolListener {
    /** Something worth telling happened, under the grant of that epoch. */
    void announced(Epoch epoch, PoolEffect.PoolNews news);

    /** The numbers changed in a way that should be reported soon; once until they are taken. */
    void reportSoon();

    /** Connecting began to fail, is tried again, or works again. */
    default void breakerChanged(Breaker from, Breaker to) {}

    /** A connection was given back after having been lent for so many nanoseconds. */
    void returned(long lentNanos);
}
