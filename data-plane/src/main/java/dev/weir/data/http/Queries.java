package dev.weir.data.http;

import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
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
 * Runs queries on sessions and makes their answers.
 *
 * @param random feeds generated ids; unpredictable and thread-safe
 */
record Queries(Ticker ticker, InstantSource clock, RandomGenerator random) {
    private static final byte[] DATA = {'{', '"', 'd', 'a', 't', 'a', '"', ':'};

    /** What the statements of one request may use. */
    static SessionLimits limits(Served served) {
        var settings = served.environment().settings();
        return new SessionLimits(settings.queryTimeout(), settings.maxResponseBytes());
    }

    /**
     * Runs a query.
     *
     * @return never fails: a failure is an answer too
     */
    CompletionStage<Outcome> run(
            Exchange exchange,
            QueryRequest query,
            Served served,
            Session session,
            boolean inTransaction) {
        long maxBytes = served.environment().settings().maxResponseBytes();
        var output = new JsonOutput(maxBytes, DATA.length);
        output.raw(DATA);
        return evaluate(exchange, query, served, session, inTransaction, output)
                .handle((_, cause) -> {
                    if (cause != null) return new Outcome.Failed(failure(cause, exchange));
                    output.extend(exchange.telemetry().reserve() + 1);
                    exchange.telemetry().write(output, false);
                    return new Outcome.Answered(Answer.ok(output.raw('}')));
                });
    }

    /**
     * Runs a query and appends its data to an output.
     *
     * @return fails with what {@link Failures} knows; the output may then hold a part of the data
     */
    CompletionStage<Void> evaluate(
            Exchange exchange,
            QueryRequest query,
            Served served,
            Session session,
            boolean inTransaction,
            JsonOutput output) {
        served.account().addQuery();
        var execution =
                new Execution(
                        session,
                        inTransaction,
                        clock.instant(),
                        random,
                        ticker,
                        exchange.client(),
                        served.backend().database().maxArguments(),
                        SqlComment.of(query.comments()),
                        listener(exchange.telemetry(), served.account()));
        return start(query, execution, output);
    }

    private static CompletionStage<Void> start(
            QueryRequest query, Execution execution, JsonOutput output) {
        try {
            return Interpreter.run(query.plan(), query.params(), execution, output);
        } catch (PlanFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static StatementListener listener(Telemetry telemetry, Account account) {
        boolean told = telemetry.hearsStatements();
        return (statement, rows, nanos, failed) -> {
            account.addRows(rows);
            if (told) telemetry.ran(statement, rows, nanos, failed);
        };
    }

    private static Failure failure(Throwable cause, Exchange exchange) {
        return Failures.of(cause, exchange.client());
    }

    /** How a query ended. */
    sealed interface Outcome {
        /** With data. */
        record Answered(Answer answer) implements Outcome {}

        /** With something to tell the client. */
        record Failed(Failure failure) implements Outcome {}

        /** Tells the client. */
        default void tell(Exchange exchange) {
            switch (this) {
                case Answered(var answer) -> exchange.send(answer);
                case Failed(var failure) -> exchange.failed(failure);
            }
        }

        /** Whether all that was asked for took effect. */
        default boolean isSuccess() {
            return this instanceof Answered(var answer) && answer.code().equals("ok");
        }
    }
}
