package dev.weir.data.pool;

import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A database whose connections do what a test says; it runs no statements. */
final class FakeDatabase implements Database {
    final List<FakeConnection> connections = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    boolean down;

    /** Connections that were opened and not closed. */
    long open() {
        return connections.stream().filter(connection -> !connection.closed.isDone()).count();
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
        return 1;
    }

    @Override
    public CompletionStage<Connection> connect(String name) {
        names.add(name);
        if (down) {
            return CompletableFuture.failedFuture(
                    new DatabaseFault(
                            DatabaseFault.Kind.UNREACHABLE, "", "connection refused", Map.of()));
        }
        var connection = new FakeConnection();
        connections.add(connection);
        return CompletableFuture.completedFuture(connection);
    }

    /** One connection. */
    static final class FakeConnection implements Connection {
        final CompletableFuture<Void> closed = new CompletableFuture<>();
        final Session session =
                new Session() {
                    @Override
                    public void limit(SessionLimits limits) {}

                    @Override
                    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
                        throw new AssertionError("runs nothing");
                    }

                    @Override
                    public CompletionStage<Void> begin(@Nullable IsolationLevel level) {
                        throw new AssertionError("runs nothing");
                    }

                    @Override
                    public CompletionStage<Void> commit() {
                        throw new AssertionError("runs nothing");
                    }

                    @Override
                    public CompletionStage<Void> rollback() {
                        throw new AssertionError("runs nothing");
                    }

                    @Override
                    public CompletionStage<Void> savepoint(SavepointAction action, int depth) {
                        throw new AssertionError("runs nothing");
                    }
                };
        boolean settles = true;

        @Override
        public Session lend(SessionLimits limits) {
            return session;
        }

        @Override
        public CompletionStage<Boolean> settle() {
            return CompletableFuture.completedFuture(settles);
        }

        @Override
        public CompletionStage<Boolean> validate() {
            return CompletableFuture.completedFuture(!closed.isDone());
        }

        @Override
        public CompletionStage<Void> closed() {
            return closed;
        }

        @Override
        public void close() {
            closed.complete(null);
        }
    }
}
