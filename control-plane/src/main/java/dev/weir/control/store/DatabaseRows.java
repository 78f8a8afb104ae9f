package dev.weir.control.store;

import dev.weir.control.management.Database;
import dev.weir.events.DatabaseId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The table {@code database_server}, as management sees it. */
final class DatabaseRows {
    static final String SELECT = "SELECT * FROM database_server WHERE true";

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    private DatabaseRows() {}

    static Database one(Connection connection, DatabaseId id) throws SQLException {
        return Sql.first(connection, DatabaseRows::read, SELECT + " AND id = ?", id.value())
                .orElseThrow(() -> Refused.missing("database", id));
    }

    /** The database of a server, locked; inserted with this limit if it is a new one. */
    static Database of(Connection connection, String host, int port, String newId, int limit)
            throws SQLException {
        // One statement, between whose halves the row cannot be deleted.
        return Sql.first(
                        connection,
                        DatabaseRows::read,
                        "INSERT INTO database_server"
                                + " (id, host, port, connection_limit, effective_limit)"
                                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (host, port)"
                                + " DO UPDATE SET host = EXCLUDED.host RETURNING *",
                        newId,
                        host,
                        port,
                        limit,
                        limit)
                .orElseThrow();
    }

    /** One database by its id, or by its host and port. */
    static Database named(Connection connection, String reference) throws SQLException {
        int colon = reference.lastIndexOf(':');
        var port = reference.substring(colon + 1);
        var found =
                colon < 0
                        ? Sql.first(
                                connection, DatabaseRows::read, SELECT + " AND id = ?", reference)
                        : PORT.matcher(port).matches()
                                ? Sql.first(
                                        connection,
                                        DatabaseRows::read,
                                        SELECT + " AND host = ? AND port = ?",
                                        reference.substring(0, colon).toLowerCase(Locale.ROOT),
                                        Integer.parseInt(port))
                                : Optional.<Database>empty();
        return found.orElseThrow(() -> Refused.missing("database", reference));
    }

    /** Deletes a database and what is left of its deleted environments. */
    static void delete(Connection connection, DatabaseId id) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM api_key WHERE environment IN"
                        + " (SELECT id FROM environment WHERE database = ?)",
                id.value());
        Sql.update(connection, "DELETE FROM environment WHERE database = ?", id.value());
        Sql.update(connection, "DELETE FROM database_server WHERE id = ?", id.value());
    }

    /** How many environments use a database. */
    static long users(Connection connection, DatabaseId id) throws SQLException {
        return count(
                connection,
                "SELECT count(*) FROM environment WHERE database = ? AND state <> 'DELETED'",
                id);
    }

    /** How many grants of it nodes have not given back. */
    static long holdings(Connection connection, DatabaseId id) throws SQLException {
        return count(connection, "SELECT count(*) FROM holding WHERE database = ?", id);
    }

    private static long count(Connection connection, String sql, DatabaseId id)
            throws SQLException {
        return Sql.first(connection, row -> row.getLong(1), sql, id.value()).orElseThrow();
    }

    static void nextRevision(Connection connection, DatabaseId id) throws SQLException {
        Sql.update(
                connection,
                "UPDATE database_server SET revision = revision + 1 WHERE id = ?",
                id.value());
    }

    static Database read(ResultSet row) throws SQLException {
        return new Database(
                new DatabaseId(row.getString("id")),
                row.getString("host"),
                row.getInt("port"),
                row.getInt("connection_limit"),
                row.getInt("effective_limit"),
                row.getInt("reserve"),
                row.getInt("charged"),
                row.getLong("revision"),
                Sql.instant(row, "created_at"));
    }
}
