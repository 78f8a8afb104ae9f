package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session on a connection's thread. */
final class SqliteSession implements Session {
    /** Statements that change rows and nothing of the connection. */
    private static final Set<String> HARMLESS =
            Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES");

    private final SqliteHandle handle;
    private final ConnectionThread worker;
    private Work work;
    private int underWay;
    private boolean inTransaction;
    private boolean changed;

    SqliteSession(SqliteHandle handle, ConnectionThread worker, SessionLimits limits) {
        this.handle = handle;
        this.worker = worker;
        work = new Work(limits);
    }

    /** What the statements of one piece of work may still bring. */
    static final class Work {
        final SessionLimits limits;
        long bytes;
        volatile boolean cancelled;

        Work(SessionLimits limits) {
            this.limits = limits;
        }
    }

    @Override
    public void limit(SessionLimits limits) {
        work = new Work(limits);
    }

    @Override
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        note(statement);
        var own = work;
        return track(() -> handle.run(statement, own, new RowHandover(worker, rows, own)));
    }

    @Override
    public CompletionStage<Long> runScript(Statement text) {
        note(text);
        var own = work;
        return track(() -> handle.runScript(text.sql(), own));
    }

    private void note(Statement statement) {
        if (statement.free() && !HARMLESS.contains(firstWord(statement.sql()))) changed = true;
    }

    private static String firstWord(String sql) {
        int end = 0;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) end++;
        return sql.substring(0, end).toUpperCase(Locale.ROOT);
    }

    @Override
    public void cancel() {
        work.cancelled = true;
    }

    @Override
    public CompletionStage<Void> begin(@Nullable IsolationLevel level) {
        if (level != null && level != IsolationLevel.SERIALIZABLE) {
            return java.util.concurrent.CompletableFuture.failedFuture(
                    new DatabaseFault(
                            DatabaseFault.Kind.ARGUMENT,
                            "",
                            "Invalid isolation level: " + level.sql(),
                            Map.of()));
        }
        inTransaction = true;
        // The write lock at once: a read lock that grows fails where another connection wrote.
        return command("BEGIN IMMEDIATE");
    }

    @Override
    public CompletionStage<Void> commit() {
        inTransaction = false;
        var own = work;
        return track(
                        () -> {
                            handle.commit(own);
                            return 0L;
                        })
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> rollback() {
        inTransaction = false;
        var own = work;
        return track(
                        () -> {
                            handle.rollback(own);
                            return 0L;
                        })
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> savepoint(SavepointAction action, int depth) {
        var name = "weir_" + depth;
        return switch (action) {
            case CREATE -> command("SAVEPOINT " + name);
            case RELEASE -> command("RELEASE " + name);
            case ROLLBACK ->
                    command("ROLLBACK TO " + name).thenCompose(_ -> command("RELEASE " + name));
        };
    }

    private CompletionStage<Void> command(String sql) {
        var own = work;
        return track(() -> handle.runScript(sql, own)).thenApply(_ -> null);
    }

    private CompletionStage<Long> track(Callable<Long> job) {
        underWay++;
        return worker.submit(job).whenComplete((_, _) -> underWay--);
    }

    /** Whether the connection is as it was when the session began. */
    boolean leavesNothing() {
        return underWay == 0 && !inTransaction && !changed;
    }
}
