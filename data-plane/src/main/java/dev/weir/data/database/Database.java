package dev.weir.data.database;

import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An environment's database as a node reaches it: made from its URL, which it keeps to itself. */
public interface Database {
    /**
     * What Prisma calls its kind: {@code postgres}, {@code mysql}, {@code sqlite} or {@code
     * sqlserver}.
     */
    String provider();

    /** The schema named in the URL, which clients compile into their SQL. */
    @Nullable String schemaName();

    /** What the server calls the database; null where that is not known. */
    default @Nullable String databaseName() {
        return null;
    }

    /** The most arguments that one statement may have. */
    int maxArguments();

    /** Whether statements of several requests may share a connection: {@link Connection#join}. */
    default boolean pipelines() {
        return false;
    }

    /**
     * Opens a connection that belongs to the calling event loop.
     *
     * @param name what the server shows as the connection's application name
     * @return fails with a {@link DatabaseFault}: unreachable or refused
     */
    CompletionStage<Connection> connect(String name);

    /**
     * The same, told whom the connection's own work is for at each moment: an adapter that works on
     * its event loop charges it so.
     *
     * @param forRequest whether what is read now is for a request: otherwise it is for the node
     *     itself; asked on the event loop
     */
    default CompletionStage<Connection> connect(String name, BooleanSupplier forRequest) {
        return connect(name);
    }
}
