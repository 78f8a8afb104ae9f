package dev.weir.data.query;

import dev.weir.data.database.Session;
import dev.weir.data.database.Statement;
import dev.weir.data.plan.Execution;
import dev.weir.data.plan.Interpreter;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.plan.QueryRequest;
import dev.weir.data.plan.SqlComment;
import dev.weir.data.plan.StatementListener;
import dev.weir.data.usage.Account;
import dev.weir.runtime.Ticker;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Evaluates query plans on sessions.
 *
 * @param random feeds generated ids; unpredictable and thread-safe
 */
public record QueryEvaluator(Ticker ticker, InstantSource clock, RandomGenerator random) {
    /**
     * Evaluates a query and appends its data to an output.
     *
     * @return fails with a cause that {@link PrismaFailures} knows; the output may then hold a part
     *     of the data
     */
    public CompletionStage<Void> evaluate(
            QueryContext context,
            QueryRequest query,
            Session session,
            boolean inTransaction,
            JsonOutput output) {
        var environment = context.environment();
        environment.account().addQuery();
        var execution =
                new Execution(
                        session,
                        inTransaction,
                        clock.instant(),
                        random,
                        ticker,
                        context.client(),
                        environment.backend().database().maxArguments(),
                        SqlComment.of(query.comments()),
                        listener(context.telemetry(), environment.account()),
                        context.memory());
        try {
            return Interpreter.run(query.plan(), query.params(), execution, output);
        } catch (PlanFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static StatementListener listener(Telemetry telemetry, Account account) {
        return telemetry.hearsStatements()
                ? new Told(telemetry, account)
                : (_, rows, _, _) -> account.addRows(rows);
    }

    /** Counts rows, and keeps what the client wants to know. */
    private record Told(Telemetry telemetry, Account account) implements StatementListener {
        @Override
        public void ran(Statement statement, long rows, long nanos, boolean failed) {
            account.addRows(rows);
            telemetry.ran(statement, rows, nanos, failed);
        }

        @Override
        public void began(long nanos) {
            telemetry.began(nanos);
        }

        @Override
        public void ended(Ending ending, long nanos, boolean failed) {
            telemetry.ended(ending, nanos, failed);
        }
    }
}
