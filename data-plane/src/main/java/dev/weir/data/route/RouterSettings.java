package dev.weir.data.route;

import java.time.Duration;

/**
 * How requests are spread.
 *
 * @param memory after this time a latency counts for a third in the average of its candidate
 * @param prior the latency of candidates of whom nothing is known yet
 * @param hopToOwnCluster what handing a request on within the cluster is taken to cost
 * @param hopToOtherCluster the same into another one
 * @param ownClusterBias how many times slower this node may be than a peer of its cluster before
 *     requests go there
 * @param otherClusterBias the same for peers of other clusters
 * @param errorWeight a candidate that fails always is taken to be this many times slower
 * @param failuresToEject this many in a row make an outlier
 * @param firstEjection how long it gets nothing the first time; it doubles
 * @param maxEjection the longest
 * @param slowStart over this time a new candidate, or one that comes back, gets its full share
 */
public record RouterSettings(
        Duration memory,
        Duration prior,
        Duration hopToOwnCluster,
        Duration hopToOtherCluster,
        double ownClusterBias,
        double otherClusterBias,
        double errorWeight,
        int failuresToEject,
        Duration firstEjection,
        Duration maxEjection,
        Duration slowStart) {
    /**
     * A memory of 10 s; 5 ms for the unknown; hops of 0.5 and 1 ms; 1.5 and 2 times slower; 10
     * times for errors; out after 5 failures, for 1 s to 30 s; 10 s of slow start.
     */
    public static final RouterSettings DEFAULTS =
            new RouterSettings(
                    Duration.ofSeconds(10),
                    Duration.ofMillis(5),
                    Duration.ofNanos(500_000),
                    Duration.ofMillis(1),
                    1.5,
                    2.0,
                    10.0,
                    5,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10));

    /** Refuses what makes no sense, with the rule that it breaks. */
    public RouterSettings {
        require(memory.isPositive() && prior.isPositive(), "memory and prior must be positive");
        require(
                !hopToOwnCluster.isNegative() && !hopToOtherCluster.isNegative(),
                "hops must not be negative");
        require(ownClusterBias >= 1 && otherClusterBias >= ownClusterBias, "biases must rise");
        require(errorWeight >= 1 && failuresToEject >= 1, "at least 1");
        require(
                firstEjection.isPositive() && maxEjection.compareTo(firstEjection) >= 0,
                "ejections must be positive, the longest not below the first");
        require(!slowStart.isNegative(), "slowStart must not be negative");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) throw new IllegalArgumentException(rule);
    }
}
