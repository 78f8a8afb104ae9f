package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs the statements of one plan and tells of them. */
final class Statements {
    private final Execution execution;
    private final SharedTransaction transaction;
    private final Effort effort;

    Statements(Execution execution, SharedTransaction transaction, Effort effort) {
        this.effort = effort;
        this.execution = execution;
        this.transaction = transaction;
    }

    /**
     * Runs statements one after the other, several of them in a transaction, handing all their rows
     * to one consumer.
     *
     * @return the sum of their counts of rows
     */
    CompletableFuture<@Nullable Object> run(List<Statement> statements, RowConsumer rows) {
        if (statements.size() == 1) {
            return Futures.map(run(statements.getFirst(), rows), count -> count);
        }
        var sum = new Arithmetic.Sum(effort);
        return transaction.within(() ->
                Futures.map(
                        Futures.each(
                                0,
                                statements.size(),
                                i -> Futures.map(run(statements.get(i), rows), sum::add)),
                        _ -> sum.value()));
    }

    private CompletableFuture<Long> run(Statement statement, RowConsumer rows) {
        long started = execution.ticker().nanos();
        var guard = new Guard(rows);
        var session = execution.session();
        return (isScript(statement, rows)
                        ? session.runScript(statement)
                        : session.run(statement, guard))
                .toCompletableFuture()
                .handle((count, thrown) -> {
                    long nanos = execution.ticker().nanos() - started;
                    execution
                            .listener()
                            .ran(statement, thrown == null ? count : 0, nanos, thrown != null);
                    if (thrown != null) {
                        throw told(Futures.cause(thrown), statement);
                    }
                    guard.check();
                    return count;
                });
    }

    /** The application's own text without arguments may be several statements. */
    private static boolean isScript(Statement statement, RowConsumer rows) {
        return rows.equals(RowConsumer.IGNORE)
                && statement.free()
                && statement.arguments().isEmpty();
    }

    private RuntimeException told(Throwable cause, Statement statement) {
        if (cause instanceof DatabaseFault fault) {
            return statement.free()
                    ? DatabaseFailures.ofRaw(fault, execution.client())
                    : DatabaseFailures.of(fault, execution.client());
        }
        return cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }

    /**
     * Keeps a consumer's failure for later and its rows away from then on: a session is not to be
     * troubled by what becomes of its rows.
     */
    private static final class Guard implements RowConsumer {
        private final RowConsumer rows;
        private @Nullable RuntimeException failure;

        Guard(RowConsumer rows) {
            this.rows = rows;
        }

        @Override
        public void columns(List<Column> columns) {
            if (failure == null) {
                try {
                    rows.columns(columns);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }

        @Override
        public void row(@Nullable Object[] cells) {
            if (failure == null) {
                try {
                    rows.row(cells);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }

        void check() {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
