package dev.weir.data.engine;

import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.engine.EnginePreparation.Prepared;
import dev.weir.data.gateway.SessionWork;
import dev.weir.data.gateway.Work;
import dev.weir.data.plan.Plan;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.query.QueryContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way from a query's JSON to its work: its schema is opened, and it is compiled. */
record EngineQuery(
        EngineProtocol protocol, EngineCall call, EnginePath path, QueryContext context) {
    /** The work that a body asks for. */
    Work work(byte[] body) {
        var environment = context.environment();
        var schema = protocol.schemas().use(environment.id(), path.schemaHash());
        if (schema != null) return compile(schema, body);
        var opening =
                protocol.schemas().open(environment.id(), path.schemaHash(), environment.account());
        if (opening == null) return new Work.Answered(EngineForm.schemaMissing());
        return new Work.Later(opening.thenApply(opened -> compile(opened, body)));
    }

    private Work compile(UploadedSchema schema, byte[] body) {
        JsonRequest request;
        try {
            request = JsonRequest.parse(body, context.parsing());
        } catch (PlanFailure e) {
            return new Work.Answered(call.refused(e));
        }
        var prepared =
                protocol.preparation()
                        .prepare(call, context, schema, request)
                        .toCompletableFuture();
        return prepared.isDone()
                ? now(request, prepared)
                : new Work.Later(prepared.thenApply(ready -> prepared(request, ready)));
    }

    private Work now(JsonRequest request, CompletableFuture<Prepared> prepared) {
        return prepared.isCompletedExceptionally()
                ? new Work.Answered(call.refused(prepared.exceptionNow()))
                : prepared(request, prepared.join());
    }

    private Work prepared(JsonRequest request, Prepared prepared) {
        var batch = request instanceof JsonRequest.Batch several ? several : null;
        return switch (prepared) {
            case Prepared.Merged merged when batch != null ->
                    onSession(
                            new LookUpWork(call, context, protocol.evaluator(), merged, batch),
                            null);
            case Prepared.Merged _ -> throw new AssertionError("only batches are merged");
            case Prepared.Apart(var steps) -> apart(steps, batch);
        };
    }

    private Work apart(List<EngineWork.Step> steps, JsonRequest.@Nullable Batch batch) {
        int refused = batch == null || batch.transaction() ? firstRefused(steps) : -1;
        if (refused >= 0 && steps.get(refused) instanceof EngineWork.Step.Refused(var failure)) {
            // Nothing was begun, and nothing would become of it.
            return new Work.Answered(call.form().errors(failure, batch == null ? -1 : refused));
        }
        var work = new EngineWork(call, context, protocol.evaluator(), steps, batch);
        return onSession(work, work.plan());
    }

    private Work onSession(SessionWork work, @Nullable Plan plan) {
        return path.transaction().isEmpty()
                ? new Work.OnSession(Work.Unit.QUERY, plan == null ? null : plan.onlyQuery(), work)
                : new Work.Within(path.transaction(), work);
    }

    private static int firstRefused(List<EngineWork.Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof EngineWork.Step.Refused) return i;
        }
        return -1;
    }
}
