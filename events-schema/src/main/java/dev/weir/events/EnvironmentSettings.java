package dev.weir.events;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

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

    /**
     * A day idle, 1 h a query and a transaction, 5 min in a queue of 100,000, 256 MiB an answer.
     */
    public static final EnvironmentSettings MAXIMA =
            new EnvironmentSettings(
                    Duration.ofDays(1),
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    Duration.ofMinutes(5),
                    100_000,
                    256L << 20);

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

    /** The same, with no value above that of the maxima. */
    public EnvironmentSettings atMost(EnvironmentSettings maxima) {
        return new EnvironmentSettings(
                shorter(idleTimeout, maxima.idleTimeout),
                shorter(queryTimeout, maxima.queryTimeout),
                shorter(transactionTimeout, maxima.transactionTimeout),
                shorter(queueTimeout, maxima.queueTimeout),
                Math.min(maxQueue, maxima.maxQueue),
                Math.min(maxResponseBytes, maxima.maxResponseBytes));
    }

    /** The first value above that of the maxima, in words: {@code "maxQueue must be at most 5"}. */
    public Optional<String> aboveOf(EnvironmentSettings maxima) {
        return Stream.of(
                        above("idleTimeout", idleTimeout, maxima.idleTimeout),
                        above("queryTimeout", queryTimeout, maxima.queryTimeout),
                        above("transactionTimeout", transactionTimeout, maxima.transactionTimeout),
                        above("queueTimeout", queueTimeout, maxima.queueTimeout),
                        above("maxQueue", maxQueue, maxima.maxQueue),
                        above("maxResponseBytes", maxResponseBytes, maxima.maxResponseBytes))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static <T extends Comparable<T>> Optional<String> above(String name, T value, T most) {
        return value.compareTo(most) > 0
                ? Optional.of(name + " must be at most " + most + ", the operator's limit")
                : Optional.empty();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void positive(String name, Duration duration) {
        if (!duration.isPositive())
            throw new IllegalArgumentException(name + " must be positive: " + duration);
    }
}
