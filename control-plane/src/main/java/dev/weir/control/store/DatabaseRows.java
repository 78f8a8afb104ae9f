package dev.weir.control.store;

import dev.weir.control.management.Database;
import dev.weir.events.DatabaseId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table {@code database_server}, as management sees it. */
final class DatabaseRows {
    static final String SELECT = "SELECT * FROM database_server WHERE true";

    private DatabaseRows() {}

    static Database one(Connection connection, DatabaseId id) throws SQLException {
        return Sql.first(connection, DatabaseRows::read, SELECT + " AND id = ?", id.value())
                .orElseThrow(() -> Refused.missing("database", id));
    }

    /** The database of a server, locked; inserted with this limit if it is a new one. */
    static Database of(Connection connection, String host, int port, String newId, int limit)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO database_server (id, host, port, connection_limit, effective_limit)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (host, port) DO NOTHING",
                newId,
                host,
                port,
                limit,
                limit);
        return Sql.first(
                        connection,
                        DatabaseRows::read,
                        SELECT + " AND host = ? AND port = ? FOR UPDATE",
                        host,
                        port)
                .orElseThrow();
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
