package dev.weir.data.pool;

import dev.weir.events.Epoch;
import dev.weir.events.PoolState;
import java.time.Duration;

/**
 * A pool in numbers at one moment.
 *
 * @param epoch of the grant applied
 * @param granted the grant's size
 * @param held the most connections it may hold from now on under the epoch: its grant, or what is
 *     open or opening, whichever is more; once drained, only what is open
 * @param open connections open: lent, resting, or not yet known to be closed
 * @param opening 0 or 1
 * @param busy connections lent
 * @param idle connections at rest
 * @param waitP95 of the requests since the last time the numbers were taken, or how long the oldest
 *     that still waits has waited, whichever is more
 * @param headOfLineP95 how long those that shared a connection since then waited for those before
 *     them on it
 * @param breaker whether the database can be connected to
 * @param requests that ended since then
 * @param service the time that they held connections, summed
 * @param idleFor since the last request ended; zero while one runs or waits
 */
public record PoolStats(
        Epoch epoch,
        PoolState state,
        int granted,
        int held,
        int open,
        int opening,
        int busy,
        int idle,
        int waiting,
        Duration waitP95,
        Duration headOfLineP95,
        Breaker breaker,
        long requests,
        Duration service,
        Duration idleFor) {}
