package dev.weir.data.plan;

import dev.weir.data.database.DatabaseFault;
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
     * @return fails with a {@link PlanFailure}; with anything else only if this code is wrong
     */
    public static CompletionStage<Void> run(
            Plan plan,
            Map<String, @Nullable Object> params,
            Execution execution,
            JsonOutput output) {
        var evaluation = new Evaluation(execution, output.maxBytes());
        var result = new CompletableFuture<Void>();
        var _ =
                Futures.settle(
                                Futures.start(() -> answer(evaluation, plan, params, output)),
                                evaluation::end)
                        .whenComplete((_, thrown) -> {
                            if (thrown == null) {
                                result.complete(null);
                            } else {
                                result.completeExceptionally(told(thrown, execution));
                            }
                        });
        return result;
    }

    private static CompletableFuture<@Nullable Object> answer(
            Evaluation evaluation,
            Plan plan,
            Map<String, @Nullable Object> params,
            JsonOutput output) {
        return Futures.map(
                evaluation.evaluate(plan.root(), Scope.of(params), output),
                value -> finish(value, output));
    }

    private static @Nullable Object finish(@Nullable Object value, JsonOutput output) {
        if (!(value instanceof Evaluation.Written)) {
            JsonText.write(value, output);
        }
        return null;
    }

    private static Throwable told(Throwable thrown, Execution execution) {
        var cause = Futures.cause(thrown);
        return cause instanceof DatabaseFault fault
                ? DatabaseFailures.of(fault, execution.client())
                : cause;
    }
}
