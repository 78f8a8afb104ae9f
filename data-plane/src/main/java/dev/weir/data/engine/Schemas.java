package dev.weir.data.engine;

import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The schemas that clients uploaded. Thread-safe. */
public interface Schemas {
    /** Whether a hash is of one of the environment's schemas. */
    boolean has(EnvironmentId environment, String hash);

    /** The schema, to compile a query with; null if it is not here or was not opened. */
    @Nullable UploadedSchema use(EnvironmentId environment, String hash);

    /**
     * Reads the schema for the queries to come.
     *
     * @return null if it is not here
     */
    @Nullable CompletionStage<UploadedSchema> open(
            EnvironmentId environment, String hash, Account account);

    /** Checks a schema and keeps it, for all nodes. */
    CompletionStage<UploadedSchema> upload(
            EnvironmentId environment,
            String databaseProvider,
            String hash,
            String text,
            Account account);
}
