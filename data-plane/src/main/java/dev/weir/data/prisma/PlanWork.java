package dev.weir.data.prisma;

import dev.weir.data.database.Session;
import dev.weir.data.gateway.SessionWork;
import dev.weir.data.http.Answer;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.QueryRequest;
import dev.weir.data.query.QueryContext;
import dev.weir.data.query.QueryEvaluator;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One query plan on a session, and its answer {@code {"data":…}}. */
record PlanWork(PrismaCall call, QueryEvaluator evaluator, QueryContext context, QueryRequest query)
        implements SessionWork {
    private static final byte[] DATA = {'{', '"', 'd', 'a', 't', 'a', '"', ':'};

    @Override
    public CompletionStage<Outcome> run(Session session, boolean inTransaction) {
        var output = new JsonOutput(context.maxBytes(), DATA.length, context.memory());
        output.raw(DATA);
        return evaluator
                .evaluate(context, query, session, inTransaction, output)
                .handle((_, cause) -> outcome(output, cause));
    }

    private Outcome outcome(JsonOutput output, @Nullable Throwable cause) {
        if (cause != null) return Outcome.failure(call.failed(cause));
        output.extend(context.telemetry().reserve() + 1);
        context.telemetry().write(output, false);
        return Outcome.success(Answer.ok(output.raw('}')));
    }
}
