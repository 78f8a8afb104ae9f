package dev.weir.events.json;

import dev.weir.events.BudgetEvent.BudgetReleased;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.DecisionMade;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.PoolEvent.PoolDraining;
import dev.weir.events.PoolEvent.PoolFailed;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolEvent.PoolRequested;
import dev.weir.events.PoolEvent.PoolResized;
import dev.weir.events.PoolEvent.PoolStarted;
import dev.weir.events.PoolEvent.PoolStopped;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageRecorded;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The types of facts as they are named in the log. A name is for ever: what changes incompatibly
 * becomes a new type with a higher version.
 */
public enum FactType {
    /** {@link EnvironmentDefined}. */
    ENVIRONMENT_DEFINED("environment.defined.v1", EnvironmentDefined.class),
    /** {@link EnvironmentDeleted}. */
    ENVIRONMENT_DELETED("environment.deleted.v1", EnvironmentDeleted.class),
    /** {@link Granted}. */
    GRANT_GRANTED("grant.granted.v1", Granted.class),
    /** {@link NodeHeartbeat}. */
    NODE_HEARTBEAT("node.heartbeat.v1", NodeHeartbeat.class),
    /** {@link LeaseGranted}. */
    LEASE_GRANTED("lease.granted.v1", LeaseGranted.class),
    /** {@link PeerAnnounced}. */
    PEER_ANNOUNCED("peer.announced.v1", PeerAnnounced.class),
    /** {@link PoolRequested}. */
    POOL_REQUESTED("pool.requested.v1", PoolRequested.class),
    /** {@link PoolStarted}. */
    POOL_STARTED("pool.started.v1", PoolStarted.class),
    /** {@link PoolResized}. */
    POOL_RESIZED("pool.resized.v1", PoolResized.class),
    /** {@link PoolDraining}. */
    POOL_DRAINING("pool.draining.v1", PoolDraining.class),
    /** {@link PoolStopped}. */
    POOL_STOPPED("pool.stopped.v1", PoolStopped.class),
    /** {@link PoolFailed}. */
    POOL_FAILED("pool.failed.v1", PoolFailed.class),
    /** {@link PoolReaped}. */
    POOL_REAPED("pool.reaped.v1", PoolReaped.class),
    /** {@link UsageRecorded}. */
    USAGE_RECORDED("usage.recorded.v1", UsageRecorded.class),
    /** {@link UsageCheckpoint}. */
    USAGE_SEALED("usage.sealed.v1", UsageCheckpoint.class),
    /** {@link BudgetStopped}. */
    BUDGET_STOPPED("budget.stopped.v1", BudgetStopped.class),
    /** {@link BudgetReleased}. */
    BUDGET_RELEASED("budget.released.v1", BudgetReleased.class),
    /** {@link DecisionMade}. */
    DECISION_MADE("decision.made.v1", DecisionMade.class),
    /** {@link SchemaUploaded}. */
    SCHEMA_UPLOADED("schema.uploaded.v1", SchemaUploaded.class);

    private static final String PREFIX = "dev.weir.";
    private static final Map<String, FactType> BY_TEXT =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(FactType::text, Function.identity()));

    private final String name;
    private final String text;
    private final Class<? extends Fact> factClass;

    FactType(String name, Class<? extends Fact> factClass) {
        this.name = name;
        this.text = PREFIX + name;
        this.factClass = factClass;
    }

    /** The CloudEvents {@code type}, for example {@code dev.weir.pool.started.v1}. */
    public String text() {
        return text;
    }

    /** The record that it is read as. */
    public Class<? extends Fact> factClass() {
        return factClass;
    }

    /** The class path resource that holds its JSON Schema, draft 2020-12. */
    public String schemaResource() {
        return "/dev/weir/events/schema/" + name + ".schema.json";
    }

    /** The type of that name, if this version knows it. */
    public static Optional<FactType> named(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /** The type of a fact. */
    public static FactType of(Fact fact) {
        return switch (fact) {
            case EnvironmentDefined _ -> ENVIRONMENT_DEFINED;
            case EnvironmentDeleted _ -> ENVIRONMENT_DELETED;
            case Granted _ -> GRANT_GRANTED;
            case NodeHeartbeat _ -> NODE_HEARTBEAT;
            case LeaseGranted _ -> LEASE_GRANTED;
            case PeerAnnounced _ -> PEER_ANNOUNCED;
            case PoolRequested _ -> POOL_REQUESTED;
            case PoolStarted _ -> POOL_STARTED;
            case PoolResized _ -> POOL_RESIZED;
            case PoolDraining _ -> POOL_DRAINING;
            case PoolStopped _ -> POOL_STOPPED;
            case PoolFailed _ -> POOL_FAILED;
            case PoolReaped _ -> POOL_REAPED;
            case UsageRecorded _ -> USAGE_RECORDED;
            case UsageCheckpoint _ -> USAGE_SEALED;
            case BudgetStopped _ -> BUDGET_STOPPED;
            case BudgetReleased _ -> BUDGET_RELEASED;
            case DecisionMade _ -> DECISION_MADE;
            case SchemaUploaded _ -> SCHEMA_UPLOADED;
        };
    }
}
