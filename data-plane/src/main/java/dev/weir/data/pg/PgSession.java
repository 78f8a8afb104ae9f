package dev.weir.data.pg;

import dev.weir.data.database.Completion;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.pg.wire.Conversation;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A loan of a conversation: of no use once it has ended. */
final class PgSession implements Session {
    private final Conversation conversation;
    private boolean ended;

    PgSession(Conversation conversation) {
        this.conversation = conversation;
    }

    void end() {
        ended = true;
    }

    private Conversation lent() {
        if (ended) {
            throw new IllegalStateException("the session was given back");
        }
        return conversation;
    }

    @Override
    public void limit(SessionLimits limits) {
        lent().limit(limits);
    }

    @Override
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        return lent().run(statement, rows);
    }

    @Override
    public CompletionStage<Long> runScript(Statement text) {
        return lent().runScript(text);
    }

    @Override
    public CompletionStage<Completion> runText(Statement statement, TextRows rows) {
        return lent().runText(statement, rows);
    }

    @Override
    public void cancel() {
        lent().giveUp();
    }

    @Override
    public CompletionStage<Void> begin(@Nullable IsolationLevel level) {
        return lent().control(
                        level == null ? "BEGIN" : "BEGIN ISOLATION LEVEL " + level.sql(), "BEGIN");
    }

    @Override
    public CompletionStage<Void> commit() {
        return lent().control("COMMIT", "COMMIT");
    }

    @Override
    public CompletionStage<Void> rollback() {
        return lent().control("ROLLBACK", "ROLLBACK");
    }

    @Override
    public CompletionStage<Void> savepoint(SavepointAction action, int depth) {
        String name = "weir_" + depth;
        return switch (action) {
            case CREATE -> lent().control("SAVEPOINT " + name, "SAVEPOINT");
            case RELEASE -> lent().control("RELEASE SAVEPOINT " + name, "RELEASE");
            case ROLLBACK -> {
                var undone = lent().control("ROLLBACK TO SAVEPOINT " + name, "ROLLBACK");
                var released = lent().control("RELEASE SAVEPOINT " + name, "RELEASE");
                yield undone.thenCombine(released, (_, _) -> null);
            }
        };
    }
}
