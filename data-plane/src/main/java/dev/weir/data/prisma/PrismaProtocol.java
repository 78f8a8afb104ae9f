package dev.weir.data.prisma;

import dev.weir.data.gateway.Call;
import dev.weir.data.gateway.Protocol;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.plan.PlanCache;
import dev.weir.data.query.QueryEvaluator;
import org.jspecify.annotations.Nullable;

/** Prisma Client 7's protocol: see the package. Thread-safe. */
public final class PrismaProtocol implements Protocol {
    private final QueryEvaluator evaluator;
    private final PlanCache plans;

    /** The protocol over an evaluator of query plans, which are parsed once and kept. */
    public PrismaProtocol(QueryEvaluator evaluator, PlanCache plans) {
        this.evaluator = evaluator;
        this.plans = plans;
    }

    @Override
    public @Nullable Call open(HttpExchange exchange, String path) {
        var parsed = PrismaPath.parse(path);
        return parsed == null ? null : new PrismaCall(this, exchange, parsed);
    }

    /** A request that no protocol claims, to be answered in this protocol's form. */
    public Call unclaimed(HttpExchange exchange) {
        return new PrismaCall(this, exchange, PrismaPath.Kind.UNKNOWN.alone());
    }

    QueryEvaluator evaluator() {
        return evaluator;
    }

    PlanCache plans() {
        return plans;
    }
}
