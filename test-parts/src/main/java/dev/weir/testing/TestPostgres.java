package dev.weir.testing;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The PostgreSQL server that all tests of a JVM share. It asks for a password (SCRAM). */
public final class TestPostgres {
    /** How many connections the shared server takes. */
    public static final int MAX_CONNECTIONS = 200;

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    private static final class Shared {
        static final TestDatabase MAINTENANCE =
                ContainerEngine.answers()
                        ? Containers.postgres(MAX_CONNECTIONS)
                        : EmbeddedForTests.postgres(MAX_CONNECTIONS);
    }

    /** A new empty database on the shared server. */
    public static TestDatabase freshDatabase() {
        var server = maintenance();
        var name = "t" + DATABASES.incrementAndGet() + "_" + ProcessHandle.current().pid();
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for a test on " + server, e);
        }
        return new TestDatabase(
                server.host(), server.port(), name, server.user(), server.password());
    }

    /** The database {@code postgres}: to watch {@code pg_stat_activity}, or to end sessions. */
    public static TestDatabase maintenance() {
        return Shared.MAINTENANCE;
    }
}
