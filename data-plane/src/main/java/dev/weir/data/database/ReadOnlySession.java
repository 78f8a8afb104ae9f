package dev.weir.data.database;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session on a place beside others: it is in no transaction. */
public interface ReadOnlySession extends Session {
    @Override
    default CompletionStage<Void> begin(@Nullable IsolationLevel level) {
        throw new IllegalStateException("a place beside others is in no transaction");
    }

    @Override
    default CompletionStage<Void> commit() {
        return begin(null);
    }

    @Override
    default CompletionStage<Void> rollback() {
        return begin(null);
    }

    @Override
    default CompletionStage<Void> savepoint(SavepointAction action, int depth) {
        return begin(null);
    }
}
