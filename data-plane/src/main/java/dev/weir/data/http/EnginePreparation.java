package dev.weir.data.http;

import dev.weir.data.compile.JsonQuery;
import dev.weir.data.compile.JsonRequest;
import dev.weir.data.compile.LookUps;
import dev.weir.data.compile.RawQuery;
import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.http.EngineWork.Step;
import dev.weir.data.plan.PlanCache;
import dev.weir.data.plan.PlanFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Compiles what a request of a client without an engine asks for, before anything of it is begun.
 * Its stages fail only where the request may come again.
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
            Exchange exchange, Served served, UploadedSchema schema, JsonRequest request) {
        return switch (request) {
            case JsonRequest.Single(var query) ->
                    step(exchange, served, schema, query)
                            .thenApply(step -> new Prepared.Apart(List.of(step)));
            case JsonRequest.Batch(var queries, var transaction, var _) -> {
                Supplier<CompletionStage<Prepared.Apart>> apart =
                        () -> apart(exchange, served, schema, queries);
                var lookUps = transaction ? null : LookUps.of(queries, schema.model());
                yield lookUps == null
                        ? apart.get().<Prepared>thenApply(steps -> steps)
                        : merged(exchange, served, schema, lookUps, queries.getFirst(), apart);
            }
        };
    }

    private CompletionStage<Prepared.Apart> apart(
            Exchange exchange, Served served, UploadedSchema schema, List<JsonQuery> queries) {
        var all = new ArrayList<CompletableFuture<Step>>();
        for (var query : queries) {
            all.add(step(exchange, served, schema, query).toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> all.stream().map(CompletableFuture::join).toList())
                .thenApply(Prepared.Apart::new);
    }

    /** The first of them is compiled, too: a list may be found by fields that are not unique. */
    private CompletionStage<Prepared> merged(
            Exchange exchange,
            Served served,
            UploadedSchema schema,
            LookUps lookUps,
            JsonQuery first,
            Supplier<CompletionStage<Prepared.Apart>> apart) {
        return step(exchange, served, schema, first)
                .thenCombine(
                        step(exchange, served, schema, lookUps.query()),
                        (one, all) ->
                                one instanceof Step.Ready && all instanceof Step.Ready ready
                                        ? CompletableFuture.<Prepared>completedStage(
                                                new Prepared.Merged(lookUps, ready, apart))
                                        : apart.get().<Prepared>thenApply(steps -> steps))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Step> step(
            Exchange exchange, Served served, UploadedSchema schema, JsonQuery query) {
        try {
            if (query.isRaw()) {
                var raw = RawQuery.of(query);
                var plan = rawPlans.get(raw.plan(), 0, raw.plan().length);
                return CompletableFuture.completedStage(
                        new Step.Ready(query.action(), null, plan, raw.params()));
            }
            return queryPlans
                    .of(schema, served.backend().database().schemaName(), query, served.account())
                    .handle((ready, cause) ->
                            ready == null
                                    ? refused(exchange, cause)
                                    : new Step.Ready(
                                            query.action(),
                                            query.model(),
                                            ready.plan(),
                                            ready.params()));
        } catch (PlanFailure e) {
            return CompletableFuture.completedStage(refused(exchange, e));
        }
    }

    private static Step refused(Exchange exchange, Throwable cause) {
        var failure = Failures.of(cause, exchange.client());
        if (failure.status() == 429) throw new CompletionException(cause);
        return new Step.Refused(failure);
    }
}
