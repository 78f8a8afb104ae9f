package dev.weir.data.jdbc;

import dev.weir.data.database.Connection;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One connection to a SQLite file. */
final class SqliteConnection implements Connection {
    private final SqliteHandle handle;
    private final ConnectionThread worker;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable SqliteSession session;
    private boolean closing;

    SqliteConnection(SqliteHandle handle, ConnectionThread worker) {
        this.handle = handle;
        this.worker = worker;
    }

    @Override
    public Session lend(SessionLimits limits) {
        assert session == null : "lent only at rest";
        var lent = new SqliteSession(handle, worker, limits);
        session = lent;
        return lent;
    }

    /**
     * What the application's own text may have changed is not undone: another connection is opened.
     */
    @Override
    public CompletionStage<Boolean> settle() {
        var ended = session;
        session = null;
        return CompletableFuture.completedFuture(
                !closing && (ended == null || ended.leavesNothing()));
    }

    @Override
    public CompletionStage<Boolean> validate() {
        return worker.submit(handle::answers).exceptionally(_ -> false);
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed;
    }

    @Override
    public void close() {
        if (closing) return;
        closing = true;
        handle.cancel();
        var _ =
                worker.submit(
                                () -> {
                                    handle.close();
                                    return true;
                                })
                        .whenComplete((_, _) -> closed.complete(null));
        worker.end();
    }
}
