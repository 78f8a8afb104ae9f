package dev.weir.events.json;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.BudgetEvent.BudgetReleased;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.BudgetId;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.DecisionMade;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.PoolEvent.PoolDraining;
import dev.weir.events.PoolEvent.PoolFailed;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolEvent.PoolRequested;
import dev.weir.events.PoolEvent.PoolResized;
import dev.weir.events.PoolEvent.PoolStarted;
import dev.weir.events.PoolEvent.PoolStopped;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.ProjectId;
import dev.weir.events.Reap;
import dev.weir.events.RegionId;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageRecorded;
import org.jspecify.annotations.Nullable;

/** Makes facts of a CloudEvent's {@code data}. */
final class FactReader {
    private FactReader() {}

    static Fact read(FactType type, Fields data) {
        return data.made(fields -> readUnchecked(type, fields));
    }

    private static Fact readUnchecked(FactType type, Fields data) {
        return switch (type) {
            case ENVIRONMENT_DEFINED -> environmentDefined(data);
            case ENVIRONMENT_DELETED ->
                    new EnvironmentDeleted(environment(data), data.longInteger("version"));
            case GRANT_GRANTED ->
                    new Granted(
                            environment(data),
                            database(data),
                            epoch(data),
                            data.list("grants", FactReader::grant),
                            data.optionalList("reaps", FactReader::reap));
            case NODE_HEARTBEAT -> heartbeat(data);
            case LEASE_GRANTED ->
                    new LeaseGranted(
                            life(data),
                            data.longInteger("heartbeat"),
                            data.duration("timeToLive"),
                            data.optionalLong("term"));
            case PEER_ANNOUNCED ->
                    new PeerAnnounced(
                            life(data), cluster(data), data.text("endpoint"), data.bool("leaving"));
            case POOL_REQUESTED ->
                    new PoolRequested(
                            database(data),
                            environment(data),
                            life(data),
                            epoch(data),
                            data.integer("waiting"));
            case POOL_STARTED ->
                    new PoolStarted(
                            database(data),
                            environment(data),
                            life(data),
                            epoch(data),
                            data.duration("took"));
            case POOL_RESIZED ->
                    new PoolResized(
                            database(data),
                            environment(data),
                            life(data),
                            epoch(data),
                            data.integer("from"),
                            data.integer("to"));
            case POOL_DRAINING ->
                    new PoolDraining(
                            database(data),
                            environment(data),
                            life(data),
                            epoch(data),
                            data.integer("open"));
            case POOL_STOPPED ->
                    new PoolStopped(database(data), environment(data), life(data), epoch(data));
            case POOL_FAILED ->
                    new PoolFailed(
                            database(data),
                            environment(data),
                            life(data),
                            epoch(data),
                            data.text("code"));
            case POOL_REAPED ->
                    new PoolReaped(
                            database(data),
                            environment(data),
                            life(data),
                            epoch(data),
                            life(data, "reaped", "reapedIncarnation"));
            case USAGE_RECORDED -> usage(data);
            case USAGE_SEALED -> sealed(data);
            case DECISION_MADE ->
                    new DecisionMade(
                            database(data),
                            environment(data),
                            epoch(data),
                            data.text("rule"),
                            data.numbers("numbers"),
                            data.list("grants", FactReader::grant));
            case BUDGET_STOPPED ->
                    new BudgetStopped(
                            data.id("budget", BudgetId::new),
                            data.longInteger("sequence"),
                            data.id("project", ProjectId::new),
                            optionalEnvironment(data),
                            data.month("period"));
            case BUDGET_RELEASED ->
                    new BudgetReleased(
                            data.id("budget", BudgetId::new),
                            data.longInteger("sequence"),
                            data.id("project", ProjectId::new),
                            optionalEnvironment(data),
                            data.month("period"));
            case SCHEMA_UPLOADED ->
                    new SchemaUploaded(
                            environment(data),
                            data.text("hash"),
                            data.text("schema"),
                            data.instant("usedAt"));
        };
    }

    private static EnvironmentDefined environmentDefined(Fields data) {
        return new EnvironmentDefined(
                environment(data),
                data.longInteger("version"),
                data.id("project", ProjectId::new),
                data.text("name"),
                data.id("region", RegionId::new),
                database(data),
                data.word("state", EnvironmentState.class),
                data.integer("connectionLimit"),
                data.text("databaseUrl"),
                data.list("keys", key -> new ApiKeyHash(key.text("id"), key.text("hash"))),
                data.object("settings").made(FactReader::settings));
    }

    private static EnvironmentSettings settings(Fields fields) {
        return new EnvironmentSettings(
                fields.duration("idleTimeout"),
                fields.duration("queryTimeout"),
                fields.duration("transactionTimeout"),
                fields.duration("queueTimeout"),
                fields.integer("maxQueue"),
                fields.longInteger("maxResponseBytes"));
    }

    private static Grant grant(Fields fields) {
        return new Grant(
                life(fields),
                cluster(fields),
                fields.text("endpoint"),
                fields.integer("size"),
                fields.word("pool", PoolMode.class));
    }

    private static Reap reap(Fields fields) {
        return new Reap(
                life(fields),
                epoch(fields),
                fields.bool("over"),
                life(fields, "by", "byIncarnation"));
    }

    private static NodeHeartbeat heartbeat(Fields data) {
        return new NodeHeartbeat(
                life(data),
                data.id("region", RegionId::new),
                cluster(data),
                data.text("endpoint"),
                data.longInteger("sequence"),
                data.optionalLong("term"),
                data.integer("capacity"),
                data.bool("draining"),
                data.list("pools", FactReader::report));
    }

    private static PoolReport report(Fields pool) {
        return new PoolReport(
                environment(pool),
                epoch(pool),
                pool.word("state", PoolState.class),
                pool.integer("held"),
                pool.integer("open"),
                pool.integer("opening"),
                pool.integer("busy"),
                pool.integer("waiting"),
                pool.duration("waitP95"),
                pool.longInteger("requests"),
                pool.duration("service"),
                pool.duration("idleFor"));
    }

    private static UsageRecorded usage(Fields data) {
        return new UsageRecorded(
                life(data),
                data.longInteger("sequence"),
                data.id("region", RegionId::new),
                cluster(data),
                data.id("project", ProjectId::new),
                environment(data),
                data.instant("windowStart"),
                data.instant("windowEnd"),
                data.longInteger("cpuMillis"),
                data.longInteger("cumulativeCpuMillis"),
                data.longInteger("queries"),
                data.longInteger("rows"),
                data.longInteger("bytesOut"),
                data.duration("databaseBusy"),
                data.has("cumulativeQueries") ? sums(data) : null,
                data.has("completeThrough") ? data.instant("completeThrough") : null);
    }

    private static UsageRecorded.Sums sums(Fields data) {
        return new UsageRecorded.Sums(
                data.longInteger("cumulativeQueries"),
                data.longInteger("cumulativeRows"),
                data.longInteger("cumulativeBytesOut"),
                data.duration("cumulativeDatabaseBusy"));
    }

    private static UsageCheckpoint sealed(Fields data) {
        return new UsageCheckpoint(
                life(data),
                data.longInteger("sequence"),
                data.id("region", RegionId::new),
                cluster(data),
                data.word("boundary", UsageCheckpoint.Boundary.class),
                data.instant("from"),
                data.instant("until"),
                data.longInteger("threadsCpuMillis"),
                data.longInteger("attributedCpuMillis"),
                data.longInteger("environmentsCpuMillis"),
                data.longInteger("processCpuMillis"));
    }

    private static @Nullable EnvironmentId optionalEnvironment(Fields data) {
        return data.has("environment") ? environment(data) : null;
    }

    private static EnvironmentId environment(Fields fields) {
        return fields.id("environment", EnvironmentId::new);
    }

    private static DatabaseId database(Fields fields) {
        return fields.id("database", DatabaseId::new);
    }

    private static NodeLife life(Fields fields) {
        return life(fields, "node", "incarnation");
    }

    private static NodeLife life(Fields fields, String node, String incarnation) {
        return new NodeLife(
                fields.id(node, NodeId::new), fields.id(incarnation, IncarnationId::new));
    }

    private static ClusterId cluster(Fields fields) {
        return fields.id("cluster", ClusterId::new);
    }

    private static Epoch epoch(Fields fields) {
        return fields.number("epoch", Epoch::new);
    }
}
