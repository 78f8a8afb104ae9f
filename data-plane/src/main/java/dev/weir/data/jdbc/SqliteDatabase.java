package dev.weir.data.jdbc;

import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A SQLite database in a file of the node. */
public final class SqliteDatabase implements Database {
    /** SQLite's own default since 3.32. */
    private static final int MOST_ARGUMENTS = 32_766;

    private final Vertx vertx;
    private final SqliteFile file;
    private final JobMeter meter;

    /** A database, which is not opened yet. */
    public SqliteDatabase(Vertx vertx, SqliteFile file, JobMeter meter) {
        this.vertx = vertx;
        this.file = file;
        this.meter = meter;
    }

    @Override
    public String provider() {
        return "sqlite";
    }

    @Override
    public @Nullable String schemaName() {
        return null;
    }

    @Override
    public int maxArguments() {
        return MOST_ARGUMENTS;
    }

    @Override
    public CompletionStage<Connection> connect(String name) {
        return connect(name, () -> true);
    }

    @Override
    public CompletionStage<Connection> connect(String name, BooleanSupplier forRequest) {
        if (!Context.isOnEventLoopThread()) {
            throw new IllegalStateException("a connection belongs to the event loop that opens it");
        }
        var loop = vertx.getOrCreateContext();
        var worker = new ConnectionThread(name, loop, meter, forRequest);
        return worker.submit(() -> SqliteHandle.open(file))
                .<Connection>thenApply(handle -> new SqliteConnection(handle, worker))
                .whenComplete((_, failure) -> {
                    if (failure != null) worker.end();
                });
    }
}
