package dev.weir.data.engine;

import dev.weir.data.compile.CreatedRows;
import dev.weir.data.compile.JsonQuery;
import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.LookUps;
import dev.weir.data.compile.RawQuery;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.engine.EngineWork.Step;
import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.plan.Plan;
import dev.weir.data.plan.PlanCache;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.query.QueryContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Compiles the queries of a request, before any of them is begun. Its stages fail only where a
 * retry of the request may succeed.
 */
record EnginePreparation(QueryPlans queryPlans, PlanCache rawPlans) {
    /** A request that is ready to run. */
    sealed interface Prepared {
        /** Query by query. */
        record Apart(List<Step> steps) implements Prepared {}

        /**
         * Look-ups as one query.
         *
         * @param apart the same query by query, in case they cannot be told apart
         */
        record Merged(LookUps lookUps, Step.Ready query, Supplier<CompletionStage<Apart>> apart)
                implements Prepared {}
    }

    CompletionStage<Prepared> prepare(
            EngineCall call, QueryContext context, UploadedSchema schema, JsonRequest request) {
        return switch (request) {
            case JsonRequest.Single(var query) ->
                    step(call, context, schema, query)
                            .thenApply(step -> new Prepared.Apart(List.of(step)));
            case JsonRequest.Batch(var queries, var transaction, var _) -> {
                Supplier<CompletionStage<Prepared.Apart>> apart =
                        () -> apart(call, context, schema, queries);
                var lookUps = transaction ? null : LookUps.of(queries, schema.model());
                yield lookUps == null
                        ? apart.get().<Prepared>thenApply(steps -> steps)
                        : merged(call, context, schema, lookUps, queries.getFirst(), apart);
            }
        };
    }

    private CompletionStage<Prepared.Apart> apart(
            EngineCall call, QueryContext context, UploadedSchema schema, List<JsonQuery> queries) {
        var all = new ArrayList<CompletableFuture<Step>>();
        for (var query : queries) {
            all.add(step(call, context, schema, query).toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> all.stream().map(CompletableFuture::join).toList())
                .thenApply(Prepared.Apart::new);
    }

    /** The first of them is compiled, too: a list may be found by fields that are not unique. */
    private CompletionStage<Prepared> merged(
            EngineCall call,
            QueryContext context,
            UploadedSchema schema,
            LookUps lookUps,
            JsonQuery first,
            Supplier<CompletionStage<Prepared.Apart>> apart) {
        return step(call, context, schema, first)
                .thenCombine(
                        step(call, context, schema, lookUps.query()),
                        (one, all) ->
                                one instanceof Step.Ready && all instanceof Step.Ready ready
                                        ? CompletableFuture.<Prepared>completedStage(
                                                new Prepared.Merged(lookUps, ready, apart))
                                        : apart.get().<Prepared>thenApply(steps -> steps))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Step> step(
            EngineCall call, QueryContext context, UploadedSchema schema, JsonQuery query) {
        try {
            if (query.isRaw()) {
                var raw = RawQuery.of(query, context.parsing());
                var plan = rawPlans.get(raw.plan(), 0, raw.plan().length, context.parsing());
                return CompletableFuture.completedStage(
                        new Step.Ready(query.action(), null, plan, raw.params()));
            }
            return plan(context, schema, query)
                    .handle((ready, cause) ->
                            ready == null
                                    ? refused(call, cause)
                                    : new Step.Ready(
                                            query.action(),
                                            query.model(),
                                            ready.plan(),
                                            ready.params()));
        } catch (PlanFailure | MemoryExhausted e) {
            return CompletableFuture.completedStage(refused(call, e));
        }
    }

    private CompletionStage<QueryPlans.Ready> plan(
            QueryContext context, UploadedSchema schema, JsonQuery query) {
        var environment = context.environment();
        var schemaName = environment.backend().database().schemaName();
        var parts = CreatedRows.parts(query);
        if (parts.size() == 1) {
            return queryPlans.of(schema, schemaName, query, environment.account());
        }
        CompletionStage<List<Plan.Part>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (var rows : parts) {
            // One after the other: parts of the same fields find the plan of the first.
            all =
                    all.thenCompose(plans ->
                            queryPlans
                                    .ofRows(schema, schemaName, rows, environment.account())
                                    .thenApply(ready -> {
                                        plans.add(new Plan.Part(ready.plan(), ready.params()));
                                        return plans;
                                    }));
        }
        return all.thenApply(plans -> new QueryPlans.Ready(Plan.together(plans), Map.of()));
    }

    private static Step refused(EngineCall call, Throwable cause) {
        var failure = call.failure(cause);
        if (failure.status() == 429) throw new CompletionException(cause);
        return new Step.Refused(failure);
    }
}
