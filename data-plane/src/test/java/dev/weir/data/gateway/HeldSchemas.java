package dev.weir.data.gateway;

import dev.weir.data.compile.PackedSchema;
import dev.weir.data.compile.SchemaShelf;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.SchemaChecks;
import dev.weir.data.engine.Schemas;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Schemas of one node that speaks with no other. */
final class HeldSchemas implements Schemas {
    private final SchemaShelf shelf = new SchemaShelf(3);
    private final SchemaChecks checks;

    HeldSchemas(SchemaChecks checks) {
        this.checks = checks;
    }

    @Override
    public boolean has(EnvironmentId environment, String hash) {
        return shelf.find(environment, hash).isPresent();
    }

    @Override
    public @Nullable UploadedSchema use(EnvironmentId environment, String hash) {
        return shelf.opened(environment, hash);
    }

    @Override
    public @Nullable CompletionStage<UploadedSchema> open(
            EnvironmentId environment, String hash, Account account) {
        return shelf.find(environment, hash)
                .map(schema ->
                        checks.open(schema, account)
                                .whenComplete((opened, _) -> {
                                    if (opened != null) shelf.open(environment, opened);
                                }))
                .orElse(null);
    }

    @Override
    public CompletionStage<UploadedSchema> upload(
            EnvironmentId environment,
            String databaseProvider,
            String hash,
            String text,
            Account account) {
        return checks.check(hash, text, databaseProvider, account)
                .thenApply(schema -> {
                    shelf.put(environment, PackedSchema.of(hash, text), Instant.now());
                    return schema;
                });
    }
}
