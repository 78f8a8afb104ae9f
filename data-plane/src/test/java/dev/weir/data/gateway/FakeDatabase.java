package dev.weir.data.gateway;

import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.pool.Lender;
import dev.weir.data.pool.LoanRefused;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A database and its pool in memory, on one event loop. {@code SELECT 1} brings one row, {@code
 * SELECT wait} ends when it is told to, {@code SELECT fail} is refused by the server.
 */
final class FakeDatabase implements Database, Lender {
    /** Characters of the row of {@code SELECT large}. */
    static final int LARGE = 900_000;

    /** Everything that sessions were asked to do, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Statements under way that wait to be ended. */
    final Queue<CompletableFuture<Long>> waiting = new ConcurrentLinkedQueue<>();

    /** Loans given out, and not given back. */
    final AtomicInteger lent = new AtomicInteger();

    final AtomicInteger mostLent = new AtomicInteger();

    /** Refuses all loans if set. */
    volatile @Nullable RuntimeException refusal;

    /** Connections; more loans wait. */
    volatile int size = 100;

    private final Context context;
    private final ArrayDeque<CompletableFuture<Loan>> queue = new ArrayDeque<>();

    FakeDatabase(Context context) {
        this.context = context;
    }

    @Override
    public String provider() {
        return "postgres";
    }

    @Override
    public @Nullable String schemaName() {
        return null;
    }

    @Override
    public int maxArguments() {
        return 32_767;
    }

    @Override
    public CompletionStage<Connection> connect(String name) {
        throw new UnsupportedOperationException("the fake pool lends sessions itself");
    }

    @Override
    public Executor executor() {
        return task -> context.runOnContext(_ -> task.run());
    }

    @Override
    public CompletionStage<Loan> borrow(Duration maxWait, SessionLimits limits) {
        var fault = refusal;
        if (fault != null) return CompletableFuture.failedFuture(fault);
        var loan = new CompletableFuture<Loan>();
        queue.add(loan);
        context.owner()
                .setTimer(
                        Math.max(1, maxWait.toMillis()),
                        _ ->
                                loan.completeExceptionally(
                                        new LoanRefused(
                                                LoanRefused.Reason.WAIT_TIMEOUT,
                                                "pool shop: " + size + " lent")));
        lend();
        return loan;
    }

    /** Ends the oldest statement under way. */
    void endOne() {
        context.runOnContext(_ -> {
            var statement = waiting.poll();
            while (statement != null && !statement.complete(0L)) statement = waiting.poll();
        });
    }

    private void lend() {
        while (lent.get() < size && !queue.isEmpty()) {
            var waiter = queue.remove();
            if (waiter.isDone()) continue;
            mostLent.accumulateAndGet(lent.incrementAndGet(), Math::max);
            waiter.complete(new FakeLoan());
        }
    }

    private final class FakeLoan implements Loan {
        private final FakeSession session = new FakeSession();
        private boolean released;

        @Override
        public Session session() {
            return session;
        }

        @Override
        public void release() {
            assert !released : "given back once";
            released = true;
            lent.decrementAndGet();
            session.end();
            lend();
        }
    }

    private final class FakeSession implements Session {
        private @Nullable CompletableFuture<Long> underWay;

        @Override
        public void limit(SessionLimits limits) {}

        @Override
        public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
            asked.add(statement.sql());
            if (statement.sql().startsWith("SELECT wait")) {
                var end = new CompletableFuture<Long>();
                underWay = end;
                waiting.add(end);
                return end;
            }
            if (statement.sql().startsWith("SELECT fail")) {
                return CompletableFuture.failedFuture(
                        new DatabaseFault(
                                DatabaseFault.Kind.SERVER,
                                "22012",
                                "division by zero",
                                Map.of("severity", "ERROR")));
            }
            if (statement.sql().startsWith("SELECT large")) {
                rows.columns(List.of(new Column("t", ColumnType.TEXT, false, "text")));
                rows.row(new @Nullable Object[] {"x".repeat(LARGE)});
                return CompletableFuture.completedFuture(1L);
            }
            rows.columns(List.of(new Column("n", ColumnType.INT32, false, "int4")));
            rows.row(new @Nullable Object[] {1});
            return CompletableFuture.completedFuture(1L);
        }

        @Override
        public CompletionStage<Void> begin(@Nullable IsolationLevel level) {
            return done(level == null ? "BEGIN" : "BEGIN " + level.sql());
        }

        @Override
        public CompletionStage<Void> commit() {
            return done("COMMIT");
        }

        @Override
        public CompletionStage<Void> rollback() {
            return done("ROLLBACK");
        }

        @Override
        public CompletionStage<Void> savepoint(SavepointAction action, int depth) {
            return done(action + " " + depth);
        }

        private CompletionStage<Void> done(String what) {
            asked.add(what);
            return CompletableFuture.completedFuture(null);
        }

        /** What a real pool does: closes the connection, which cancels the statement. */
        void end() {
            var statement = underWay;
            if (statement == null || statement.isDone()) return;
            asked.add("cancelled");
            statement.completeExceptionally(
                    new DatabaseFault(
                            DatabaseFault.Kind.BROKEN, "", "connection closed", Map.of()));
        }
    }
}
