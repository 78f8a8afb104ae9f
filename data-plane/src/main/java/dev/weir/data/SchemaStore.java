package dev.weir.data;

import dev.weir.data.compile.PackedSchema;
import dev.weir.data.compile.SchemaShelf;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.SchemaChecks;
import dev.weir.data.engine.Schemas;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas that clients uploaded, on this node and, through the event log, on all others. A node
 * that has not heard of one yet asks the client for it, so nothing waits for anybody.
 */
final class SchemaStore implements Schemas {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaStore.class);

    /** A schema in use is said to be so again after this time, so that it outlives unused ones. */
    private static final Duration USE_AGAIN = Duration.ofHours(12);

    /** How long an upload waits until the others can know of it. */
    private static final Duration PUBLISH = Duration.ofSeconds(2);

    private final Identity identity;
    private final EventLog log;
    private final SchemaShelf shelf;
    private final SchemaChecks checks;
    private final InstantSource clock;
    private final FactCodec codec = new FactCodec();

    /** Schemas that are being read, by their records' keys: each is read once. */
    private final Map<String, CompletableFuture<UploadedSchema>> opening =
            new ConcurrentHashMap<>();

    SchemaStore(
            Identity identity,
            EventLog log,
            SchemaShelf shelf,
            SchemaChecks checks,
            InstantSource clock) {
        this.identity = identity;
        this.log = log;
        this.shelf = shelf;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public boolean has(EnvironmentId environment, String hash) {
        return shelf.find(environment, hash).isPresent();
    }

    @Override
    public @Nullable UploadedSchema use(EnvironmentId environment, String hash) {
        var schema = shelf.opened(environment, hash);
        if (schema == null) return null;
        if (shelf.usedAt(environment, hash).isBefore(clock.instant().minus(USE_AGAIN))) {
            var _ = keep(environment, schema);
        }
        return schema;
    }

    @Override
    public @Nullable CompletionStage<UploadedSchema> open(
            EnvironmentId environment, String hash, Account account) {
        var packed = shelf.find(environment, hash).orElse(null);
        if (packed == null) return null;
        var key = SchemaUploaded.key(environment, hash);
        var opened = new CompletableFuture<UploadedSchema>();
        var already = opening.putIfAbsent(key, opened);
        if (already != null) return already;
        var _ =
                checks.open(packed, account)
                        .whenComplete((schema, failure) -> {
                            if (schema != null) shelf.open(environment, schema);
                            opening.remove(key);
                            if (schema != null) opened.complete(schema);
                            else opened.completeExceptionally(failure);
                        });
        return opened;
    }

    @Override
    public CompletionStage<UploadedSchema> upload(
            EnvironmentId environment,
            String databaseProvider,
            String hash,
            String text,
            Account account) {
        return checks.check(hash, text, databaseProvider, account)
                .thenCompose(schema ->
                        keep(environment, schema)
                                .orTimeout(PUBLISH.toMillis(), TimeUnit.MILLISECONDS)
                                .handle((_, _) -> schema));
    }

    /** Here at once, elsewhere soon; without the event log only here, which is enough to serve. */
    private CompletableFuture<?> keep(EnvironmentId environment, UploadedSchema schema) {
        var now = clock.instant();
        for (var gone : shelf.put(environment, packed(environment, schema), now)) {
            var _ = append(SchemaUploaded.key(environment, gone), null);
        }
        shelf.open(environment, schema);
        var fact = new SchemaUploaded(environment, schema.hash(), schema.text(), now);
        return append(Topic.keyOf(fact), codec.encode(identity.event(fact)));
    }

    private PackedSchema packed(EnvironmentId environment, UploadedSchema schema) {
        return shelf.find(environment, schema.hash())
                .orElseGet(() -> PackedSchema.of(schema.hash(), schema.text()));
    }

    private CompletableFuture<?> append(String key, byte @Nullable [] value) {
        return log.append(identity.topic(Topic.SCHEMAS), key, value)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.atWarn()
                                .addKeyValue("reason", String.valueOf(failure.getMessage()))
                                .log("schema not shared with the other nodes");
                    }
                })
                .toCompletableFuture();
    }

    /** An upload was heard, perhaps this node's own. */
    void heard(SchemaUploaded uploaded) {
        var known = shelf.find(uploaded.environment(), uploaded.hash());
        shelf.put(
                uploaded.environment(),
                known.orElseGet(() -> PackedSchema.of(uploaded.hash(), uploaded.schema())),
                uploaded.usedAt());
    }

    /** A record's deletion was heard. */
    void gone(String key) {
        int end = key.indexOf('/');
        if (end > 0) shelf.remove(new EnvironmentId(key.substring(0, end)), key.substring(end + 1));
    }

    /** An environment was deleted: its schemas go, everywhere. */
    void gone(EnvironmentId environment) {
        for (var hash : shelf.hashes(environment)) {
            var _ = append(SchemaUploaded.key(environment, hash), null);
        }
        shelf.remove(environment);
    }
}
