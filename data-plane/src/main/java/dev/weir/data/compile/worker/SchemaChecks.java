package dev.weir.data.compile.worker;

import dev.weir.compiler.CompilerFault;
import dev.weir.compiler.QueryCompiler;
import dev.weir.compiler.SchemaChecker;
import dev.weir.data.compile.PackedSchema;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.plan.JsonText;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.usage.Account;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Checks uploaded schemas, with Prisma's own check, before anything is compiled with them, and
 * reads them. Fails with a {@link PlanFailure} 429 P5011 when too much of it waits.
 */
public final class SchemaChecks {
    private final CompileSettings settings;
    private final CompileWorkers workers;

    /** Checks that run on those workers. */
    public SchemaChecks(CompileSettings settings, CompileWorkers workers) {
        this.settings = settings;
        this.workers = workers;
    }

    /**
     * Checks a schema.
     *
     * @param databaseProvider the kind of database that it will be used with
     * @return fails with a {@link PlanFailure} P1012 that says what is wrong with it
     */
    public CompletionStage<UploadedSchema> check(
            String hash, String text, String databaseProvider, Account account) {
        return workers.submit(
                account,
                () -> {
                    valid(text);
                    var schema = UploadedSchema.of(hash, text);
                    if (!schema.fits(databaseProvider)) {
                        throw refused(
                                "The schema is for "
                                        + schema.model().provider()
                                        + ", but the environment's database is "
                                        + databaseProvider
                                        + ".");
                    }
                    if (!QueryCompiler.isBuiltIn(schema.compiler())) {
                        throw refused(
                                "Weir was built without a query compiler for "
                                        + schema.model().provider()
                                        + ".");
                    }
                    return schema;
                });
    }

    /** Reads a schema that was checked when it was uploaded. */
    public CompletionStage<UploadedSchema> open(PackedSchema schema, Account account) {
        return workers.submit(account, schema::open);
    }

    private void valid(String text) {
        try {
            var wrong = new SchemaChecker(settings.instanceBytes()).check(text);
            if (wrong.isPresent()) throw refused(message(wrong.get()));
        } catch (CompilerFault e) {
            if (e.interrupted()) {
                throw new PlanFailure(
                        503, "P6008", "The schema could not be checked in time.", Map.of());
            }
            throw refused("The schema cannot be checked: it makes Prisma's own check fail.");
        }
    }

    private static String message(String said) {
        try {
            if (JsonText.readOwn(said) instanceof Map<?, ?> map
                    && map.get("message") instanceof String message) {
                return message;
            }
        } catch (IOException _) {
            // Said as it is.
        }
        return said;
    }

    private static PlanFailure refused(String message) {
        return new PlanFailure(400, "P1012", message, Map.of());
    }
}
