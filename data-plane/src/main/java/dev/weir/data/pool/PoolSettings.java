package dev.weir.data.pool;

import java.time.Duration;

/**
 * How a pool behaves.
 *
 * @param maxQueue how many requests may wait
 * @param queueTimeout how long a request may wait
 * @param idleLimit without a request for this long the pool closes what it has, told or not
 * @param maxLifetime a connection older than this, less up to a tenth by chance, is replaced
 * @param validateAfter a connection that rested for this long is tried before it is lent
 * @param patience while the database cannot be connected to for less than this, requests wait on
 *     for the next attempt; after it every failed attempt fails all that wait
 * @param firstRetry the longest pause after the first failed attempt to connect; it doubles
 * @param maxRetry the longest pause between attempts
 * @param drainDeadline when a grant is lowered, what is lent above it may stay lent for this long;
 *     then it is closed
 * @param pipelineDepth how many short reads may share a connection; 1: none do
 * @param headOfLine how long a read should wait at most for those before it on its connection: the
 *     depth follows from it and from how long they take
 */
public record PoolSettings(
        int maxQueue,
        Duration queueTimeout,
        Duration idleLimit,
        Duration maxLifetime,
        Duration validateAfter,
        Duration patience,
        Duration firstRetry,
        Duration maxRetry,
        Duration drainDeadline,
        int pipelineDepth,
        Duration headOfLine) {
    /** As many statements as a connection takes ahead of their answers. */
    public static final int MAX_PIPELINE = 64;

    /**
     * 4,096 wait for 10 s; 7 min idle; 30 min of life; tried after 30 s; 2 s of patience; pauses of
     * 50 ms to 1 s; 30 s to give back what was lent; 32 on a connection, 5 ms for those before.
     */
    public static final PoolSettings DEFAULTS =
            new PoolSettings(
                    4_096,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(7),
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    32,
                    Duration.ofMillis(5));

    /** Refuses an empty queue and times that are not positive. */
    public PoolSettings {
        if (maxQueue < 1) throw new IllegalArgumentException("maxQueue must be positive");
        positive(queueTimeout, "queueTimeout");
        positive(idleLimit, "idleLimit");
        positive(maxLifetime, "maxLifetime");
        positive(validateAfter, "validateAfter");
        positive(patience, "patience");
        positive(firstRetry, "firstRetry");
        positive(maxRetry, "maxRetry");
        if (maxRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("maxRetry must not be below firstRetry");
        }
        positive(drainDeadline, "drainDeadline");
        if (pipelineDepth < 1 || pipelineDepth > MAX_PIPELINE) {
            throw new IllegalArgumentException("pipelineDepth must be 1 to " + MAX_PIPELINE);
        }
        positive(headOfLine, "headOfLine");
    }

    /** These settings with an environment's own bounds. */
    public PoolSettings bounded(int maxWaiting, Duration maxWait, Duration maxIdle) {
        return new PoolSettings(
                maxWaiting,
                maxWait,
                maxIdle,
                maxLifetime,
                validateAfter,
                patience,
                firstRetry,
                maxRetry,
                drainDeadline,
                pipelineDepth,
                headOfLine);
    }

    private static void positive(Duration duration, String name) {
        if (!duration.isPositive()) throw new IllegalArgumentException(name + " must be positive");
    }
}
