package dev.weir.data.pg.wire;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Brings a session back to what it was at its start. For one thread. */
final class SessionReset {
    private static final Statement DEALLOCATE = Statement.of("DEALLOCATE ALL");

    private final Statement resetScript;
    private final StatementWriter statements;
    private final BiFunction<Statement, RowConsumer, CompletableFuture<Long>> script;

    /**
     * A reset for one conversation.
     *
     * @param script runs several statements at once as the connection's own upkeep
     */
    SessionReset(
            SessionStart start,
            StatementWriter statements,
            BiFunction<Statement, RowConsumer, CompletableFuture<Long>> script) {
        this.resetScript = Statement.of(start.server().resetScript());
        this.statements = statements;
        this.script = script;
    }

    /**
     * Runs the server's reset script; drops all names if the application has prepared any by SQL.
     */
    CompletionStage<Long> run() {
        var names = new ForeignNames();
        return script.apply(resetScript, names)
                .thenCompose(
                        count -> names.any ? drop() : CompletableFuture.completedFuture(count));
    }

    private CompletableFuture<Long> drop() {
        statements.forgetAll();
        return script.apply(DEALLOCATE, RowConsumer.IGNORE);
    }

    /** Whether statements were prepared by SQL, which the reset script counts. */
    private static final class ForeignNames implements RowConsumer {
        private boolean any;

        @Override
        public void columns(List<Column> columns) {}

        @Override
        public void row(@Nullable Object[] cells) {
            any |= cells.length == 1 && cells[0] instanceof Long count && count > 0;
        }
    }
}
