package dev.weir.control.store;

import dev.weir.control.management.ApiKey;
import dev.weir.control.management.WantedKey;
import dev.weir.events.ApiKeyHash;
import dev.weir.events.EnvironmentId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code api_key}. */
final class ApiKeyRows {
    /** An environment's keys that are not revoked. */
    static final String LIVE = "SELECT * FROM api_key WHERE environment = ? AND revoked_at IS NULL";

    private ApiKeyRows() {}

    static void insert(
            Connection connection,
            String id,
            EnvironmentId environment,
            WantedKey wanted,
            String hash)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO api_key (id, environment, name, hash, expires_at, secret_version)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                environment.value(),
                wanted.name(),
                hash,
                wanted.expiresAt(),
                wanted.secretVersion());
    }

    /**
     * Another name and end, and another secret.
     *
     * @param hash null: the secret stays
     */
    static void update(
            Connection connection, ApiKey present, WantedKey wanted, @Nullable String hash)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE api_key SET name = ?, expires_at = ?, secret_version = ?,"
                        + " hash = COALESCE(?, hash), version = version + 1 WHERE id = ?",
                wanted.name(),
                wanted.expiresAt(),
                wanted.secretVersion() == null ? present.secretVersion() : wanted.secretVersion(),
                hash,
                present.id());
    }

    /** A key that is not revoked, by its id, or by its name where no other key has it. */
    static ApiKey named(Connection connection, EnvironmentId environment, String reference)
            throws SQLException {
        var found =
                Sql.list(
                        connection,
                        ApiKeyRows::read,
                        LIVE + " AND (id = ? OR name = ?) ORDER BY id = ? DESC, ordinal LIMIT 2",
                        environment.value(),
                        reference,
                        reference,
                        reference);
        if (found.isEmpty()) throw Refused.missing("api-key", reference);
        if (found.size() > 1 && !found.getFirst().id().equals(reference)) {
            throw Refused.conflict(
                    "several keys of the environment have the name '" + reference + "'; use an id");
        }
        return found.getFirst();
    }

    /** A key that is due to be revoked. */
    record Expired(EnvironmentId environment, String id) {}

    /** Keys that are past their end and not revoked yet. */
    static List<Expired> expired(Connection connection, int most) throws SQLException {
        return Sql.list(
                connection,
                row -> new Expired(new EnvironmentId(row.getString(1)), row.getString(2)),
                "SELECT environment, id FROM api_key WHERE revoked_at IS NULL"
                        + " AND expires_at <= now() ORDER BY expires_at LIMIT ?",
                most);
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
                        + " AND (expires_at IS NULL OR expires_at > now()) ORDER BY ordinal",
                environment.value());
    }

    static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                new EnvironmentId(row.getString("environment")),
                row.getString("name"),
                Sql.someInstant(row, "expires_at"),
                Sql.number(row, "secret_version"),
                row.getLong("version"),
                Sql.instant(row, "created_at"));
    }
}
