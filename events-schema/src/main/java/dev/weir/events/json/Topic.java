package dev.weir.events.json;

import dev.weir.events.BudgetEvent;
import dev.weir.events.DecisionMade;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.PoolEvent;
import dev.weir.events.RegionId;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.UsageEvent;
import java.time.Duration;

/** The catalogue of topics. One set exists per region: {@code weir.<region>.<name>}. */
public enum Topic {
    /** Environment → its newest definition. */
    ENVIRONMENTS("environments", 6, Cleanup.COMPACT, Duration.ofDays(1)),
    /** Environment → all its grants. */
    GRANTS("grants", 6, Cleanup.COMPACT, Duration.ofDays(1)),
    /** Node → its reports; soft state. */
    HEARTBEATS("heartbeats", 3, Cleanup.DELETE, Duration.ofHours(1)),
    /** Node → its newest lease. */
    LEASES("leases", 3, Cleanup.COMPACT, Duration.ofDays(1)),
    /** Node → where its peers reach it; from nodes to nodes. */
    PEERS("peers", 3, Cleanup.COMPACT, Duration.ofDays(1)),
    /** Database → what happened to pools. */
    POOL_EVENTS("pool-events", 6, Cleanup.DELETE, Duration.ofDays(7)),
    /** Node → usage records and seals. */
    USAGE("usage", 6, Cleanup.DELETE, Duration.ofDays(40)),
    /** Budget → whether it stops what it is of. */
    BUDGETS("budgets", 3, Cleanup.COMPACT, Duration.ofDays(1)),
    /** Database → why grants changed. */
    DECISIONS("decisions", 6, Cleanup.DELETE, Duration.ofDays(30)),
    /** Environment and hash → a schema that its clients uploaded. */
    SCHEMAS("schemas", 3, Cleanup.COMPACT, Duration.ofDays(1));

    /** How old records go. */
    public enum Cleanup {
        /** The newest of each key stays. */
        COMPACT,
        /** All go after the retention. */
        DELETE
    }

    private final String topicName;
    private final int partitions;
    private final Cleanup cleanup;
    private final Duration retention;

    Topic(String topicName, int partitions, Cleanup cleanup, Duration retention) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.cleanup = cleanup;
        this.retention = retention;
    }

    /** Its name within a region's set. */
    public String topicName() {
        return topicName;
    }

    /**
     * Its full name in a region, {@code <prefix>.<region>.<name>}; the usual prefix is {@code
     * weir}.
     */
    public String in(String prefix, RegionId region) {
        return prefix + "." + region + "." + topicName;
    }

    /** How many partitions it is created with; never changed, as keys would move. */
    public int partitions() {
        return partitions;
    }

    /** Whether the newest of each key stays. */
    public Cleanup cleanup() {
        return cleanup;
    }

    /** How long records stay; of a compacted topic, how long a deletion's marker does. */
    public Duration retention() {
        return retention;
    }

    /** The topic that carries a fact. */
    public static Topic of(Fact fact) {
        return switch (fact) {
            case EnvironmentEvent _ -> ENVIRONMENTS;
            case GrantEvent _ -> GRANTS;
            case NodeHeartbeat _ -> HEARTBEATS;
            case LeaseGranted _ -> LEASES;
            case PeerAnnounced _ -> PEERS;
            case PoolEvent _ -> POOL_EVENTS;
            case UsageEvent _ -> USAGE;
            case BudgetEvent _ -> BUDGETS;
            case DecisionMade _ -> DECISIONS;
            case SchemaUploaded _ -> SCHEMAS;
        };
    }

    /** The record key of a fact, which decides its partition. */
    public static String keyOf(Fact fact) {
        return switch (fact) {
            case EnvironmentEvent event -> event.environment().value();
            case GrantEvent event -> event.environment().value();
            case NodeHeartbeat heartbeat -> heartbeat.node().value();
            case LeaseGranted lease -> lease.node().value();
            case PeerAnnounced peer -> peer.node().value();
            case PoolEvent event -> event.database().value();
            case UsageEvent usage -> usage.node().value();
            case BudgetEvent event -> event.budget().value();
            case DecisionMade decision -> decision.database().value();
            case SchemaUploaded schema -> SchemaUploaded.key(schema.environment(), schema.hash());
        };
    }
}
