package dev.weir.standalone;

import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.runtime.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;

/** Makes the databases of {@code ./weir up} on its own server, those that are missing. */
final class SampleDatabase {
    private final EmbeddedPostgres server;

    SampleDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** A database with a role of the same name that owns it and may do nothing elsewhere. */
    void create(String name, Secret password) throws SQLException {
        try (var connection = server.connect("postgres")) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
                execute(
                        connection,
                        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(name, password.value()));
            }
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                execute(connection, "CREATE DATABASE %s OWNER %s".formatted(name, name));
            }
            execute(connection, "REVOKE CONNECT ON DATABASE %s FROM public".formatted(name));
        }
    }

    /**
     * Fills a database that has no tables: with those of a small blog and their rows, or nothing.
     */
    void fill(String name, Secret password) throws SQLException, IOException {
        try (var connection =
                DriverManager.getConnection(server.jdbcUrl(name), name, password.value())) {
            if (hasTables(connection)) return;
            connection.setAutoCommit(false);
            execute(connection, resource("schema.sql"), resource("sample-data.sql"));
            connection.commit();
        }
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")) {
            return rows.next();
        }
    }

    private static boolean exists(Connection connection, String question, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void execute(Connection connection, String... all) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : all) statement.execute(sql);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = SampleDatabase.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
