package dev.weir.data.engine;

import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.LegacyRows;
import dev.weir.data.database.Session;
import dev.weir.data.gateway.SessionWork;
import dev.weir.data.http.Answer;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.Plan;
import dev.weir.data.plan.QueryRequest;
import dev.weir.data.query.PrismaFailure;
import dev.weir.data.query.QueryContext;
import dev.weir.data.query.QueryEvaluator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The compiled queries of one request, run one after the other.
 *
 * @param batch how several belong together; null for a single one
 */
record EngineWork(
        EngineCall call,
        QueryContext context,
        QueryEvaluator evaluator,
        List<Step> steps,
        JsonRequest.@Nullable Batch batch)
        implements SessionWork {
    /** Room for the errors of a batch's queries, beside its data. */
    private static final long ERRORS = 1L << 20;

    /** A query of the request. */
    sealed interface Step {
        /** Compiled. */
        record Ready(
                String action,
                @Nullable String model,
                Plan plan,
                Map<String, @Nullable Object> params)
                implements Step {}

        /** Refused by the compiler. */
        record Refused(PrismaFailure failure) implements Step {}
    }

    /** The plan, if there is only one; otherwise null. */
    @Nullable Plan plan() {
        return batch == null && steps.getFirst() instanceof Step.Ready ready ? ready.plan() : null;
    }

    @Override
    public CompletionStage<Outcome> run(Session session, boolean inTransaction) {
        var output = new JsonOutput(context.maxBytes(), ERRORS, context.memory());
        if (batch == null) return single(output, session, inTransaction);
        if (!batch.transaction() || inTransaction) {
            return new Loop(output, session, inTransaction, batch.transaction()).run();
        }
        return session.begin(batch.isolation())
                .thenCompose(_ -> new Loop(output, session, true, true).run())
                .thenCompose(outcome -> end(outcome, session))
                .exceptionally(cause -> Outcome.failure(call.failed(cause)));
    }

    private static CompletionStage<Outcome> end(Outcome outcome, Session session) {
        return outcome.succeeded()
                ? session.commit().thenApply(_ -> outcome)
                : session.rollback().handle((_, _) -> outcome);
    }

    private CompletionStage<Outcome> single(
            JsonOutput output, Session session, boolean inTransaction) {
        return data(steps.getFirst(), output, session, inTransaction)
                .handle((_, cause) ->
                        cause != null ? Outcome.failure(call.failed(cause)) : answered(output));
    }

    private Outcome answered(JsonOutput output) {
        output.extend(context.telemetry().reserve() + 1);
        context.telemetry().write(output, false);
        return Outcome.success(Answer.ok(output.raw('}')));
    }

    /** Writes {@code {"data":{<action>:…}}}, the last brace left out. */
    private CompletionStage<Void> data(
            Step step, JsonOutput output, Session session, boolean inTransaction) {
        if (!(step instanceof Step.Ready ready)) throw new AssertionError("refused before");
        output.raw("{\"data\":{").string(ready.action()).raw(':');
        var request =
                new QueryRequest(
                        ready.model(), ready.action(), ready.plan(), ready.params(), Map.of());
        var client = context.client();
        boolean legacy =
                ready.action().equals("queryRaw")
                        && LegacyRows.wanted(client.major(), client.minor());
        var target = legacy ? new JsonOutput(output.maxBytes(), 0, context.memory()) : output;
        return evaluator
                .evaluate(context, request, session, inTransaction, target)
                .thenRun(() -> {
                    if (legacy) LegacyRows.write(target.array(), 0, target.length(), output);
                    output.raw('}');
                });
    }

    /** Goes through a batch; a loop and no recursion, however many queries end at once. */
    private final class Loop {
        private final JsonOutput output;
        private final Session session;
        private final boolean inTransaction;
        private final boolean together;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private int index;
        private boolean looping;
        private boolean again;

        Loop(JsonOutput output, Session session, boolean inTransaction, boolean together) {
            this.output = output;
            this.session = session;
            this.inTransaction = inTransaction;
            this.together = together;
        }

        CompletionStage<Outcome> run() {
            output.raw("{\"batchResult\":[");
            go();
            return outcome;
        }

        private void go() {
            again = true;
            if (looping) return;
            looping = true;
            while (again) {
                again = false;
                if (index == steps.size()) {
                    output.raw(']');
                    outcome.complete(answered(output));
                } else {
                    step(steps.get(index));
                }
            }
            looping = false;
        }

        private void step(Step step) {
            if (index > 0) output.raw(',');
            int mark = output.length();
            switch (step) {
                case Step.Refused(var failure) -> failed(failure, mark);
                case Step.Ready ready ->
                        data(ready, output, session, inTransaction)
                                .whenComplete((_, cause) -> {
                                    if (cause != null) {
                                        failed(call.failure(cause), mark);
                                    } else {
                                        output.raw('}');
                                        index++;
                                        go();
                                    }
                                });
            }
        }

        private void failed(PrismaFailure failure, int mark) {
            if (together) {
                outcome.complete(Outcome.failure(call.form().errors(failure, index)));
                return;
            }
            output.truncate(mark);
            output.raw("{\"errors\":[");
            EngineForm.error(failure).write(output, -1);
            output.raw("]}");
            index++;
            go();
        }
    }
}
