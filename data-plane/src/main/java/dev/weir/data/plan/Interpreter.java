package dev.weir.data.plan;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Evaluates plans. */
public final class Interpreter {
    private Interpreter() {}

    /**
     * Runs a plan and writes the JSON of its data.
     *
     * <p>To be called on the session's event loop, where the stage completes too, once nothing of
     * the plan runs any more.
     *
     * @param params see {@link QueryRequest#params}
     * @param output where the data is appended; after a failure it may hold a part of it
     * @return fails with a {@link PlanFailure} only
     */
    public static CompletionStage<Void> run(
            Plan plan,
            Map<String, @Nullable Object> params,
            Execution execution,
            JsonOutput output) {
        return CompletableFuture.failedFuture(PlanFailure.invalid("Unknown plan."));
    }
}
