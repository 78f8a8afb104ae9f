package dev.weir.data.engine;

import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.gateway.Call;
import dev.weir.data.gateway.Protocol;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.plan.PlanCache;
import dev.weir.data.query.QueryEvaluator;
import org.jspecify.annotations.Nullable;

/** The protocol of Prisma Client 5 and 6 without an engine: see the package. Thread-safe. */
public final class EngineProtocol implements Protocol {
    private final QueryEvaluator evaluator;
    private final Schemas schemas;
    private final EnginePreparation preparation;

    /**
     * The protocol over an evaluator and a compiler of queries.
     *
     * @param rawPlans plans of raw queries, which need no compiler
     */
    public EngineProtocol(
            QueryEvaluator evaluator, Schemas schemas, QueryPlans queryPlans, PlanCache rawPlans) {
        this.evaluator = evaluator;
        this.schemas = schemas;
        preparation = new EnginePreparation(queryPlans, rawPlans);
    }

    @Override
    public @Nullable Call open(HttpExchange exchange, String path) {
        var parsed = EnginePath.parse(path);
        if (parsed == null) return null;
        exchange.request().response().putHeader("prisma-request-id", exchange.id());
        return new EngineCall(this, exchange, parsed);
    }

    QueryEvaluator evaluator() {
        return evaluator;
    }

    Schemas schemas() {
        return schemas;
    }

    EnginePreparation preparation() {
        return preparation;
    }
}
