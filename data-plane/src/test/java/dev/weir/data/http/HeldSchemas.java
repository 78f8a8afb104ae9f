package dev.weir.data.http;

import dev.weir.data.compile.SchemaShelf;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.SchemaChecks;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Schemas of one node that speaks with no other. */
final class HeldSchemas implements EngineDoor.Schemas {
    private final SchemaShelf shelf = new SchemaShelf(3);
    private final SchemaChecks checks;

    HeldSchemas(SchemaChecks checks) {
        this.checks = checks;
    }

    @Override
    public Optional<UploadedSchema> find(EnvironmentId environment, String hash) {
        return shelf.find(environment, hash);
    }

    @Override
    public @Nullable UploadedSchema use(EnvironmentId environment, String hash) {
        return find(environment, hash).orElse(null);
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
                    shelf.put(environment, schema, Instant.now());
                    return schema;
                });
    }
}
