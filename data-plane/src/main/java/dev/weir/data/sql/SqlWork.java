package dev.weir.data.sql;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Completion;
import dev.weir.data.database.Session;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.effects.KnownEffects;
import dev.weir.data.effects.SessionEffects.Effect;
import dev.weir.data.gateway.ServedEnvironment;
import dev.weir.data.gateway.SessionWork;
import dev.weir.data.gateway.SessionWork.Outcome;
import dev.weir.data.http.Answer;
import dev.weir.data.memory.Memory;
import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.sql.SqlRequest.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a request on a session. Rows are encoded as they arrive; the answer is held
 * until its last row is known to be right, since a failure after the first row has to be an error
 * with another status.
 */
record SqlWork(
        SqlCall call,
        ServedEnvironment environment,
        ResultForm form,
        KnownEffects effects,
        Memory memory) {
    /** Runs one statement on its own. */
    SessionWork single(Query query) {
        return (session, _) -> {
            var result = new Result(query);
            return result.run(session)
                    .handle((_, failure) ->
                            failure == null
                                    ? Outcome.success(Answer.ok(result.json))
                                    : failed(query, failure));
        };
    }

    /** A lone statement has taken effect by the time that its answer is found to be too large. */
    private Outcome failed(Query query, Throwable failure) {
        return SqlErrors.isTooLarge(failure) && effects.of(query.sql()) != Effect.READS
                ? Outcome.failure(SqlErrors.answer(SqlErrors.tooLargeWrite(maxBytes())))
                : failure(failure);
    }

    /**
     * Runs statements in one transaction. The first of them is sent once the transaction has begun:
     * behind a BEGIN that failed, each would take effect on its own. The transaction is left open:
     * its COMMIT is sent once the whole answer is known and fits its limit.
     */
    SessionWork batch(List<Query> queries, BatchMode mode) {
        return (session, _) -> {
            var results = queries.stream().map(Result::new).toList();
            return session.runText(Statement.of(mode.begin()), TextRows.IGNORE)
                    .thenCompose(_ -> runAll(results, session))
                    .handle((_, failure) -> failure == null ? answer(results) : failure(failure));
        };
    }

    private Outcome failure(Throwable failure) {
        return Outcome.failure(call.failed(failure));
    }

    /** Sends all at once; the first failure is the one of the batch. */
    private CompletionStage<Void> runAll(List<Result> results, Session session) {
        var all = new ArrayList<CompletableFuture<?>>();
        for (var result : results) all.add(result.run(session));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .exceptionallyCompose(failure ->
                        all.stream()
                                .filter(CompletableFuture::isCompletedExceptionally)
                                .findFirst()
                                .<CompletableFuture<Void>>map(first -> first.thenApply(_ -> null))
                                .orElse(CompletableFuture.failedFuture(failure)));
    }

    private Outcome answer(List<Result> results) {
        try {
            var json = output().raw("{\"results\":[");
            for (int i = 0; i < results.size(); i++) {
                if (i > 0) json.raw(',');
                var one = results.get(i).json;
                json.raw(one.array(), 0, one.length());
            }
            return Outcome.success(Answer.ok(json.raw("]}")));
        } catch (PlanFailure | MemoryExhausted e) {
            return failure(e);
        }
    }

    private JsonOutput output() {
        return new JsonOutput(maxBytes(), 0, memory);
    }

    private long maxBytes() {
        return environment.settings().maxResponseBytes();
    }

    /** One statement's part of the answer. */
    private final class Result {
        private final Query query;
        private final JsonOutput json = output();

        Result(Query query) {
            this.query = query;
        }

        CompletableFuture<@Nullable Void> run(Session session) {
            environment.account().addQuery();
            var asArray = query.arrayMode() == null ? form.arrayMode() : query.arrayMode();
            var writer = new ResultWriter(json, form.rawText(), asArray);
            return session.runText(statement(query), writer)
                    .<@Nullable Void>thenApply(done -> ended(writer, done))
                    .toCompletableFuture();
        }

        private @Nullable Void ended(ResultWriter writer, Completion done) {
            environment.account().addRows(done.rows());
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
