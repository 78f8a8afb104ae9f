package dev.weir.events;

import java.time.Duration;

/**
 * One pool within a heartbeat.
 *
 * @param epoch the highest epoch applied: the acknowledgement
 * @param held the most connections that the node may hold from now on under that epoch: its grant,
 *     or what is still open or opening while it shrinks, whichever is more. What is above it is
 *     given back
 * @param open connections open, lent or idle
 * @param opening connections being opened, 0 or 1
 * @param busy connections lent
 * @param waiting requests waiting for a connection
 * @param waitP95 of the requests since the last heartbeat, or how long the oldest that still waits
 *     has waited, whichever is more
 * @param requests how many ended since the last heartbeat
 * @param service the time that they held connections, summed: with {@code requests} the mean
 *     service time
 * @param idleFor how long ago the last request ended; zero while one runs or waits
 */
public record PoolReport(
        EnvironmentId environment,
        Epoch epoch,
        PoolState state,
        int held,
        int open,
        int opening,
        int busy,
        int waiting,
        Duration waitP95,
        long requests,
        Duration service,
        Duration idleFor) {}
