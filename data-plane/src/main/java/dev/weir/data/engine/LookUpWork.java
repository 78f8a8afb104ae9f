package dev.weir.data.engine;

import dev.weir.data.compile.FoundRecords;
import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.LookUps;
import dev.weir.data.database.Session;
import dev.weir.data.engine.EnginePreparation.Prepared;
import dev.weir.data.gateway.SessionWork;
import dev.weir.data.http.Answer;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.plan.QueryRequest;
import dev.weir.data.query.PrismaFailure;
import dev.weir.data.query.QueryContext;
import dev.weir.data.query.QueryEvaluator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Look-ups that came as a batch: one query, and its records dealt to those who asked for them. */
record LookUpWork(
        EngineCall call,
        QueryContext context,
        QueryEvaluator evaluator,
        Prepared.Merged merged,
        JsonRequest.Batch batch)
        implements SessionWork {
    /** Room for errors beside the records. */
    private static final long ERRORS = 1L << 20;

    @Override
    public CompletionStage<Outcome> run(Session session, boolean inTransaction) {
        var ready = merged.query();
        var request =
                new QueryRequest(
                        ready.model(), ready.action(), ready.plan(), ready.params(), Map.of());
        var rows = new JsonOutput(context.maxBytes(), 0, context.memory());
        var asked = evaluator.evaluate(context, request, session, inTransaction, rows);
        return asked.handle((_, cause) -> cause)
                .thenCompose(cause -> dealt(rows, cause, session, inTransaction));
    }

    private CompletionStage<Outcome> dealt(
            JsonOutput rows, @Nullable Throwable cause, Session session, boolean inTransaction) {
        if (cause != null) return done(write((_, _) -> false, call.failure(cause), true));
        var found = FoundRecords.of(merged.lookUps(), rows.array(), rows.length());
        return found == null
                ? apart(session, inTransaction)
                : done(
                        write(
                                found::write,
                                call.failure(LookUps.missing()),
                                merged.lookUps().required()));
    }

    /** Writes the record of one look-up; false if there is none. */
    private interface Writer {
        boolean write(int lookUp, JsonOutput out);
    }

    private Outcome write(Writer records, PrismaFailure missing, boolean isError) {
        long maxBytes = context.maxBytes() + ERRORS;
        var out = new JsonOutput(maxBytes + context.telemetry().reserve(), 0, context.memory());
        try {
            out.raw("{\"batchResult\":[");
            for (int i = 0; i < merged.lookUps().keys().size(); i++) {
                if (i > 0) out.raw(',');
                entry(i, records, missing, isError, out);
            }
            out.raw(']');
            context.telemetry().write(out, false);
            return Outcome.success(Answer.ok(out.raw('}')));
        } catch (PlanFailure e) { // too large
            return Outcome.failure(call.failed(e));
        }
    }

    private void entry(
            int i, Writer records, PrismaFailure missing, boolean isError, JsonOutput out) {
        int mark = out.length();
        out.raw("{\"data\":{").string(batch.queries().get(i).action()).raw(':');
        if (records.write(i, out)) {
            out.raw("}}");
        } else if (isError) {
            out.truncate(mark);
            out.raw("{\"errors\":[");
            EngineForm.error(missing).write(out, -1);
            out.raw("]}");
        } else {
            out.raw("null}}");
        }
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedStage(outcome);
    }

    private CompletionStage<Outcome> apart(Session session, boolean inTransaction) {
        var here = new CompletableFuture<Prepared.Apart>();
        merged.apart()
                .get()
                .whenComplete((steps, cause) ->
                        context.environment().execute(() -> complete(here, steps, cause)));
        return here.thenCompose(steps ->
                        new EngineWork(call, context, evaluator, steps.steps(), batch)
                                .run(session, inTransaction))
                .exceptionally(cause -> Outcome.failure(call.failed(cause)));
    }

    private static void complete(
            CompletableFuture<Prepared.Apart> future,
            Prepared.@Nullable Apart steps,
            @Nullable Throwable cause) {
        if (steps != null) future.complete(steps);
        else future.completeExceptionally(cause);
    }
}
