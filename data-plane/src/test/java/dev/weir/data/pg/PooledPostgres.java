package dev.weir.data.pg;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Statement;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.data.pool.EventLoop;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.pool.PoolEffect;
import dev.weir.data.pool.PoolListener;
import dev.weir.data.pool.PoolRunner;
import dev.weir.data.pool.PoolSettings;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pool of connections to a real PostgreSQL, on one event loop, used from a test's thread. */
final class PooledPostgres {
    private final Context context;
    private final PoolRunner pool;

    PooledPostgres(Vertx vertx, String url, int size) {
        context = vertx.getOrCreateContext();
        var database =
                new PgDatabase(
                        new PgNetwork(vertx, TargetPolicy.ALLOW_PRIVATE),
                        PgUrl.parse(url),
                        PgSettings.DEFAULT,
                        PgDatabase.UNMETERED);
        pool =
                new PoolRunner(
                        "env-test",
                        new ContextLoop(vertx),
                        database,
                        PoolSettings.DEFAULTS,
                        _ -> true,
                        new Random(1),
                        n -> "weir/env-test/a1/k3v9/" + n,
                        new Deaf());
        pool.grant(new Epoch(1), size, PoolMode.ACTIVE, List.of());
    }

    /**
     * Runs a statement as a request for a single read does: on a place, if it is known as short.
     */
    CompletableFuture<Rows> read(String sql, @Nullable Object... arguments) {
        return run(true, sql, arguments);
    }

    /** Runs a statement on a connection alone. */
    CompletableFuture<Rows> alone(String sql, @Nullable Object... arguments) {
        return run(false, sql, arguments);
    }

    private CompletableFuture<Rows> run(boolean shares, String sql, @Nullable Object... arguments) {
        var result = new CompletableFuture<Rows>();
        var limits = Loop.LIMITS;
        var wait = PoolSettings.DEFAULTS.queueTimeout();
        context.runOnContext(_ -> {
            CompletionStage<Loan> loan =
                    shares ? pool.borrowForRead(sql, wait, limits) : pool.borrow(wait, limits);
            var _ =
                    loan.whenComplete((lent, refusal) -> {
                        if (lent == null) result.completeExceptionally(refusal);
                        else run(lent, statement(sql, arguments), result);
                    });
        });
        return result;
    }

    private static void run(Loan loan, Statement statement, CompletableFuture<Rows> result) {
        var rows = new Rows();
        var _ =
                loan.session()
                        .run(statement, rows)
                        .whenComplete((_, failure) -> {
                            loan.release();
                            if (failure == null) result.complete(rows);
                            else result.completeExceptionally(failure);
                        });
    }

    private static Statement statement(String sql, @Nullable Object... arguments) {
        return new Statement(
                sql,
                Arrays.asList(arguments),
                Collections.nCopies(arguments.length, ArgumentType.UNKNOWN),
                false);
    }

    private static final class Deaf implements PoolListener {
        @Override
        public void announced(Epoch epoch, PoolEffect.PoolNews news) {}

        @Override
        public void reportSoon() {}

        @Override
        public void returned(long lentNanos) {}
    }

    private final class ContextLoop implements EventLoop {
        private final Vertx vertx;

        ContextLoop(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        public void execute(Runnable task) {
            context.runOnContext(_ -> task.run());
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Runnable after(long nanos, Runnable task) {
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
            long timer = vertx.setTimer(millis, _ -> execute(task));
            return () -> vertx.cancelTimer(timer);
        }
    }
}
