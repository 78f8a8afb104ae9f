package dev.weir.events;

import java.time.Duration;

/**
 * How an environment is served. Every value has a default, {@link #DEFAULTS}.
 *
 * @param idleTimeout a pool without a request for this long is stopped
 * @param queryTimeout a query running longer is cancelled, in the database too
 * @param transactionTimeout the longest interactive transaction; a client may ask for less
 * @param queueTimeout how long a request may wait for a connection
 * @param maxQueue how many requests of the environment may wait on one node
 * @param maxResponseBytes a larger answer is refused
 */
public record EnvironmentSettings(
        Duration idleTimeout,
        Duration queryTimeout,
        Duration transactionTimeout,
        Duration queueTimeout,
        int maxQueue,
        long maxResponseBytes) {
    /**
     * Six minutes idle, 10 s a query, 15 s a transaction, 10 s in a queue of 4,096, 16 MiB an
     * answer.
     */
    public static final EnvironmentSettings DEFAULTS =
            new EnvironmentSettings(
                    Duration.ofMinutes(6),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    4_096,
                    16L << 20);

    /** Refuses what is not positive. */
    public EnvironmentSettings {
        positive("idleTimeout", idleTimeout);
        positive("queryTimeout", queryTimeout);
        positive("transactionTimeout", transactionTimeout);
        positive("queueTimeout", queueTimeout);
        if (maxQueue < 1)
            throw new IllegalArgumentException("maxQueue must be at least 1: " + maxQueue);
        if (maxResponseBytes < 1) {
            throw new IllegalArgumentException(
                    "maxResponseBytes must be at least 1: " + maxResponseBytes);
        }
    }

    private static void positive(String name, Duration duration) {
        if (!duration.isPositive())
            throw new IllegalArgumentException(name + " must be positive: " + duration);
    }
}
