package dev.weir.data.pg;

import dev.weir.data.database.Completion;
import dev.weir.data.database.ReadOnlySession;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.pg.wire.Conversation;
import dev.weir.data.pg.wire.Reader;
import java.util.concurrent.CompletionStage;

/** A place in a conversation, for one statement that only reads. */
final class PgPlace implements ReadOnlySession {
    private final Conversation conversation;
    private final Reader reader;

    PgPlace(Conversation conversation, Reader reader) {
        this.conversation = conversation;
        this.reader = reader;
    }

    @Override
    public void limit(SessionLimits limits) {
        reader.limit(limits);
    }

    @Override
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        return conversation.read(reader, statement, rows);
    }

    @Override
    public CompletionStage<Completion> runText(Statement statement, TextRows rows) {
        return conversation.readText(reader, statement, rows);
    }

    @Override
    public void cancel() {
        conversation.giveUp(reader);
    }
}
