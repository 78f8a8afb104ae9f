package dev.weir.control.store;

import dev.weir.control.management.ApiKey;
import dev.weir.events.ApiKeyHash;
import dev.weir.events.EnvironmentId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The table {@code api_key}. */
final class ApiKeyRows {
    private ApiKeyRows() {}

    static void insert(
            Connection connection, String id, EnvironmentId environment, String name, String hash)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO api_key (id, environment, name, hash) VALUES (?, ?, ?, ?)",
                id,
                environment.value(),
                name,
                hash);
    }

    /** Whether the key was not revoked before. */
    static boolean revoke(Connection connection, String id) throws SQLException {
        return Sql.update(
                        connection,
                        "UPDATE api_key SET revoked_at = now() WHERE id = ? AND revoked_at IS NULL",
                        id)
                == 1;
    }

    static void revokeAll(Connection connection, EnvironmentId environment) throws SQLException {
        Sql.update(
                connection,
                "UPDATE api_key SET revoked_at = now() WHERE environment = ? AND revoked_at IS NULL",
                environment.value());
    }

    /** One key, revoked or not. */
    static ApiKey one(Connection connection, EnvironmentId environment, String id)
            throws SQLException {
        return Sql.first(
                        connection,
                        ApiKeyRows::read,
                        "SELECT * FROM api_key WHERE environment = ? AND id = ?",
                        environment.value(),
                        id)
                .orElseThrow(() -> Refused.missing("api-key", id));
    }

    /** The hashes of an environment's keys that are not revoked, oldest first. */
    static List<ApiKeyHash> hashes(Connection connection, EnvironmentId environment)
            throws SQLException {
        return Sql.list(
                connection,
                row -> new ApiKeyHash(row.getString(1), row.getString(2)),
                "SELECT id, hash FROM api_key WHERE environment = ? AND revoked_at IS NULL"
                        + " ORDER BY ordinal",
                environment.value());
    }

    static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                new EnvironmentId(row.getString("environment")),
                row.getString("name"),
                Sql.instant(row, "created_at"));
    }
}
