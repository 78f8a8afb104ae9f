package dev.weir.data.http;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Completion;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.effects.KnownEffects;
import dev.weir.data.effects.SessionEffects.Effect;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.sql.BatchMode;
import dev.weir.data.sql.ResultForm;
import dev.weir.data.sql.ResultWriter;
import dev.weir.data.sql.SqlRequest.Query;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request of the SQL door from its loan to its answer; both end once. On the event loop that owns
 * the pool.
 */
final class SqlWork {
    /** Beyond the time-out of a statement, which leaves the connection in order. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final Exchange exchange;
    private final Served served;
    private final ResultForm form;
    private final Loan loan;
    private final KnownEffects effects;
    private final long maxBytes;
    private boolean inBatch;

    /** Whether the batch is past its point of no return. */
    private boolean committing;

    private boolean over;

    SqlWork(Exchange exchange, Served served, ResultForm form, Loan loan, KnownEffects effects) {
        this.exchange = exchange;
        this.served = served;
        this.form = form;
        this.loan = loan;
        this.effects = effects;
        maxBytes = served.environment().settings().maxResponseBytes();
    }

    /** Runs one statement on its own. */
    void single(Query query) {
        var result = new Result(query);
        var _ =
                result.run()
                        .whenComplete((_, failure) -> {
                            if (!end()) return;
                            if (failure == null) exchange.send(Answer.ok(result.json));
                            else if (isWriteTooLarge(query, failure))
                                fail(SqlFailures.tooLargeWrite(maxBytes));
                            else fail(failure);
                        });
    }

    /** A lone statement has taken effect by the time that its answer is found to be too large. */
    private boolean isWriteTooLarge(Query query, Throwable failure) {
        return SqlFailures.isTooLarge(failure) && effects.of(query.sql()) != Effect.READS;
    }

    /**
     * Runs statements in one transaction. The first of them is sent once the transaction has begun:
     * behind a BEGIN that failed, they would each take effect on their own. COMMIT is sent once the
     * whole answer is known and fits its limit: a client that is told of a failure finds no effect.
     * From then on neither the deadline nor a client that leaves changes anything.
     */
    void batch(Vertx vertx, List<Query> queries, BatchMode mode) {
        inBatch = true;
        var limit = served.environment().settings().queryTimeout();
        long timer =
                vertx.setTimer(
                        limit.plus(GRACE).toMillis(),
                        _ ->
                                served.execute(() -> {
                                    if (end()) fail(SqlFailures.batchTimeout(limit));
                                }));
        var results = queries.stream().map(Result::new).toList();
        loan.session()
                .runText(Statement.of(mode.begin()), TextRows.IGNORE)
                .thenCompose(_ -> runAll(results))
                .thenApply(_ -> answer(results))
                .whenComplete((answer, failure) -> {
                    vertx.cancelTimer(timer);
                    if (over) return;
                    if (failure == null) commit(answer);
                    else undo(failure);
                });
    }

    private void commit(JsonOutput answer) {
        committing = true;
        var _ =
                loan.session()
                        .commit()
                        .whenComplete((_, failure) -> {
                            if (!end()) return;
                            if (failure == null) exchange.send(Answer.ok(answer));
                            else fail(failure);
                        });
    }

    /** The client is told once nothing of the batch is left. */
    private void undo(Throwable failure) {
        var _ =
                loan.session()
                        .rollback()
                        .whenComplete((_, _) -> {
                            if (end()) fail(failure);
                        });
    }

    /** Sends all at once; the first failure is the one that is told. */
    private CompletableFuture<Void> runAll(List<Result> results) {
        var all = new ArrayList<CompletableFuture<?>>();
        for (var result : results) all.add(result.run());
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .exceptionallyCompose(failure ->
                        all.stream()
                                .filter(CompletableFuture::isCompletedExceptionally)
                                .findFirst()
                                .<CompletableFuture<Void>>map(first -> first.thenApply(_ -> null))
                                .orElse(CompletableFuture.failedFuture(failure)));
    }

    private JsonOutput answer(List<Result> results) {
        var json = new JsonOutput(maxBytes).raw("{\"results\":[");
        for (int i = 0; i < results.size(); i++) {
            if (i > 0) json.raw(',');
            var one = results.get(i).json;
            json.raw(one.array(), 0, one.length());
        }
        return json.raw("]}");
    }

    /** The client has left. */
    void leave() {
        if (over || committing) return;
        // Of a transaction nothing is worth keeping: the connection goes, and it with it.
        if (inBatch) end();
        else loan.session().cancel();
    }

    private boolean end() {
        if (over) return false;
        over = true;
        loan.release();
        return true;
    }

    private void fail(Throwable failure) {
        exchange.fail(SqlFailures.of(failure, maxBytes));
    }

    private void fail(dev.weir.data.sql.SqlError error) {
        exchange.fail(error);
    }

    /** One statement's part of the answer. */
    private final class Result {
        private final Query query;
        final JsonOutput json = new JsonOutput(maxBytes);

        Result(Query query) {
            this.query = query;
        }

        CompletableFuture<@Nullable Void> run() {
            served.account().addQuery();
            var asArray = query.arrayMode() == null ? form.arrayMode() : query.arrayMode();
            var writer = new ResultWriter(json, form.rawText(), asArray);
            return loan.session()
                    .runText(statement(query), writer)
                    .<@Nullable Void>thenApply(done -> ended(writer, done))
                    .toCompletableFuture();
        }

        private @Nullable Void ended(ResultWriter writer, Completion done) {
            served.account().addRows(done.rows());
            writer.end(done);
            return null;
        }
    }

    private Statement statement(Query query) {
        var params = query.params();
        return new Statement(
                query.sql(),
                params,
                Collections.nCopies(params.size(), ArgumentType.UNKNOWN),
                !effects.none(query.sql()));
    }
}
