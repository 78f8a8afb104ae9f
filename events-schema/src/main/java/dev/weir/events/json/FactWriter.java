package dev.weir.events.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.events.ApiKeyHash;
import dev.weir.events.BudgetEvent;
import dev.weir.events.DecisionMade;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.Fact;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.PoolEvent;
import dev.weir.events.PoolEvent.PoolDraining;
import dev.weir.events.PoolEvent.PoolFailed;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolEvent.PoolRequested;
import dev.weir.events.PoolEvent.PoolResized;
import dev.weir.events.PoolEvent.PoolStarted;
import dev.weir.events.PoolEvent.PoolStopped;
import dev.weir.events.PoolReport;
import dev.weir.events.Reap;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageRecorded;
import java.io.IOException;
import java.util.List;

/** Writes a fact as a CloudEvent's {@code data}. Order of fields is that of the records. */
final class FactWriter {
    private final JsonGenerator json;

    FactWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(Fact fact) throws IOException {
        json.writeStartObject();
        switch (fact) {
            case EnvironmentDefined defined -> environmentDefined(defined);
            case EnvironmentDeleted(var environment, var version) -> {
                json.writeStringField("environment", environment.value());
                json.writeNumberField("version", version);
            }
            case Granted(var environment, var database, var epoch, var grants, var reaps) -> {
                json.writeStringField("environment", environment.value());
                json.writeStringField("database", database.value());
                json.writeNumberField("epoch", epoch.value());
                grants(grants);
                if (!reaps.isEmpty()) reaps(reaps);
            }
            case NodeHeartbeat heartbeat -> heartbeat(heartbeat);
            case LeaseGranted(var life, var sequence, var timeToLive, var term) -> {
                life(life);
                json.writeNumberField("heartbeat", sequence);
                json.writeStringField("timeToLive", timeToLive.toString());
                if (term != 0) json.writeNumberField("term", term);
            }
            case PeerAnnounced peer -> {
                life(peer.life());
                json.writeStringField("cluster", peer.cluster().value());
                json.writeStringField("endpoint", peer.endpoint());
                json.writeBooleanField("leaving", peer.leaving());
            }
            case PoolEvent event -> poolEvent(event);
            case UsageRecorded usage -> usage(usage);
            case UsageCheckpoint sealed -> sealed(sealed);
            case BudgetEvent event -> budget(event);
            case DecisionMade decision -> decision(decision);
            case SchemaUploaded(var environment, var hash, var schema, var usedAt) -> {
                json.writeStringField("environment", environment.value());
                json.writeStringField("hash", hash);
                json.writeStringField("schema", schema);
                json.writeStringField("usedAt", usedAt.toString());
            }
        }
        json.writeEndObject();
    }

    private void environmentDefined(EnvironmentDefined defined) throws IOException {
        json.writeStringField("environment", defined.environment().value());
        json.writeNumberField("version", defined.version());
        json.writeStringField("project", defined.project().value());
        json.writeStringField("name", defined.name());
        json.writeStringField("region", defined.region().value());
        json.writeStringField("database", defined.database().value());
        json.writeStringField("state", defined.state().name());
        json.writeNumberField("connectionLimit", defined.connectionLimit());
        json.writeStringField("databaseUrl", defined.databaseUrl());
        json.writeArrayFieldStart("keys");
        for (ApiKeyHash key : defined.keys()) {
            json.writeStartObject();
            json.writeStringField("id", key.id());
            json.writeStringField("hash", key.hash());
            json.writeEndObject();
        }
        json.writeEndArray();
        settings(defined.settings());
    }

    private void budget(BudgetEvent event) throws IOException {
        json.writeStringField("budget", event.budget().value());
        json.writeNumberField("sequence", event.sequence());
        json.writeStringField("project", event.project().value());
        var environment = event.environment();
        if (environment != null) json.writeStringField("environment", environment.value());
        json.writeStringField("period", event.period().toString());
    }

    private void settings(EnvironmentSettings settings) throws IOException {
        json.writeObjectFieldStart("settings");
        json.writeStringField("idleTimeout", settings.idleTimeout().toString());
        json.writeStringField("queryTimeout", settings.queryTimeout().toString());
        json.writeStringField("transactionTimeout", settings.transactionTimeout().toString());
        json.writeStringField("queueTimeout", settings.queueTimeout().toString());
        json.writeNumberField("maxQueue", settings.maxQueue());
        json.writeNumberField("maxResponseBytes", settings.maxResponseBytes());
        json.writeEndObject();
    }

    private void grants(List<Grant> grants) throws IOException {
        json.writeArrayFieldStart("grants");
        for (Grant grant : grants) {
            json.writeStartObject();
            life(grant.life());
            json.writeStringField("cluster", grant.cluster().value());
            json.writeStringField("endpoint", grant.endpoint());
            json.writeNumberField("size", grant.size());
            json.writeStringField("pool", grant.pool().name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void reaps(List<Reap> reaps) throws IOException {
        json.writeArrayFieldStart("reaps");
        for (Reap reap : reaps) {
            json.writeStartObject();
            life(reap.life());
            json.writeNumberField("epoch", reap.epoch().value());
            json.writeBooleanField("over", reap.over());
            life("by", "byIncarnation", reap.by());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void heartbeat(NodeHeartbeat heartbeat) throws IOException {
        life(heartbeat.life());
        json.writeStringField("region", heartbeat.region().value());
        json.writeStringField("cluster", heartbeat.cluster().value());
        json.writeStringField("endpoint", heartbeat.endpoint());
        json.writeNumberField("sequence", heartbeat.sequence());
        if (heartbeat.term() != 0) json.writeNumberField("term", heartbeat.term());
        json.writeNumberField("capacity", heartbeat.capacity());
        json.writeBooleanField("draining", heartbeat.draining());
        json.writeArrayFieldStart("pools");
        for (PoolReport pool : heartbeat.pools()) report(pool);
        json.writeEndArray();
    }

    private void report(PoolReport pool) throws IOException {
        json.writeStartObject();
        json.writeStringField("environment", pool.environment().value());
        json.writeNumberField("epoch", pool.epoch().value());
        json.writeStringField("state", pool.state().name());
        json.writeNumberField("held", pool.held());
        json.writeNumberField("open", pool.open());
        json.writeNumberField("opening", pool.opening());
        json.writeNumberField("busy", pool.busy());
        json.writeNumberField("waiting", pool.waiting());
        json.writeStringField("waitP95", pool.waitP95().toString());
        json.writeNumberField("requests", pool.requests());
        json.writeStringField("service", pool.service().toString());
        json.writeStringField("idleFor", pool.idleFor().toString());
        json.writeEndObject();
    }

    private void poolEvent(PoolEvent event) throws IOException {
        json.writeStringField("database", event.database().value());
        json.writeStringField("environment", event.environment().value());
        life(event.life());
        json.writeNumberField("epoch", event.epoch().value());
        switch (event) {
            case PoolRequested requested -> json.writeNumberField("waiting", requested.waiting());
            case PoolStarted started -> json.writeStringField("took", started.took().toString());
            case PoolResized resized -> {
                json.writeNumberField("from", resized.from());
                json.writeNumberField("to", resized.to());
            }
            case PoolDraining draining -> json.writeNumberField("open", draining.open());
            case PoolStopped _ -> {}
            case PoolFailed failed -> json.writeStringField("code", failed.code());
            case PoolReaped reaped -> {
                life("reaped", "reapedIncarnation", reaped.reaped());
            }
        }
    }

    private void usage(UsageRecorded usage) throws IOException {
        life(usage.life());
        json.writeNumberField("sequence", usage.sequence());
        json.writeStringField("region", usage.region().value());
        json.writeStringField("cluster", usage.cluster().value());
        json.writeStringField("project", usage.project().value());
        json.writeStringField("environment", usage.environment().value());
        json.writeStringField("windowStart", usage.windowStart().toString());
        json.writeStringField("windowEnd", usage.windowEnd().toString());
        json.writeNumberField("cpuMillis", usage.cpuMillis());
        json.writeNumberField("cumulativeCpuMillis", usage.cumulativeCpuMillis());
        json.writeNumberField("queries", usage.queries());
        json.writeNumberField("rows", usage.rows());
        json.writeNumberField("bytesOut", usage.bytesOut());
        json.writeStringField("databaseBusy", usage.databaseBusy().toString());
        var sums = usage.sums();
        if (sums != null) {
            json.writeNumberField("cumulativeQueries", sums.queries());
            json.writeNumberField("cumulativeRows", sums.rows());
            json.writeNumberField("cumulativeBytesOut", sums.bytesOut());
            json.writeStringField("cumulativeDatabaseBusy", sums.databaseBusy().toString());
        }
        var complete = usage.completeThrough();
        if (complete != null) json.writeStringField("completeThrough", complete.toString());
    }

    private void sealed(UsageCheckpoint sealed) throws IOException {
        life(sealed.life());
        json.writeNumberField("sequence", sealed.sequence());
        json.writeStringField("region", sealed.region().value());
        json.writeStringField("cluster", sealed.cluster().value());
        json.writeStringField("boundary", sealed.boundary().name());
        json.writeStringField("from", sealed.from().toString());
        json.writeStringField("until", sealed.until().toString());
        json.writeNumberField("threadsCpuMillis", sealed.threadsCpuMillis());
        json.writeNumberField("attributedCpuMillis", sealed.attributedCpuMillis());
        json.writeNumberField("environmentsCpuMillis", sealed.environmentsCpuMillis());
        json.writeNumberField("processCpuMillis", sealed.processCpuMillis());
    }

    private void decision(DecisionMade decision) throws IOException {
        json.writeStringField("database", decision.database().value());
        json.writeStringField("environment", decision.environment().value());
        json.writeNumberField("epoch", decision.epoch().value());
        json.writeStringField("rule", decision.rule());
        json.writeObjectFieldStart("numbers");
        for (var number : decision.numbers().entrySet()) {
            json.writeNumberField(number.getKey(), number.getValue());
        }
        json.writeEndObject();
        grants(decision.grants());
    }

    private void life(NodeLife life) throws IOException {
        life("node", "incarnation", life);
    }

    private void life(String node, String incarnation, NodeLife life) throws IOException {
        json.writeStringField(node, life.node().value());
        json.writeStringField(incarnation, life.incarnation().value());
    }
}
