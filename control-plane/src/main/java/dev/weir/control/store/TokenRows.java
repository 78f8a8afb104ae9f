package dev.weir.control.store;

import dev.weir.control.management.ServiceToken;
import dev.weir.control.management.WantedToken;
import dev.weir.events.ProjectId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code service_token}. */
final class TokenRows {
    /** Those that are not revoked. */
    static final String LIVE = "SELECT * FROM service_token WHERE revoked_at IS NULL";

    private TokenRows() {}

    static void insert(Connection connection, String id, WantedToken wanted, String hash, String by)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO service_token (id, name, hash, roles, projects, expires_at,"
                        + " token_version, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                wanted.name(),
                hash,
                texts(connection, wanted.roles()),
                texts(connection, wanted.projects()),
                wanted.expiresAt(),
                wanted.tokenVersion(),
                by);
    }

    /**
     * Replaces what may be changed.
     *
     * @param hash null: the text stays
     */
    static void update(
            Connection connection, ServiceToken present, WantedToken wanted, @Nullable String hash)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE service_token SET name = ?, roles = ?, projects = ?, expires_at = ?,"
                        + " token_version = ?, hash = COALESCE(?, hash), version = version + 1"
                        + " WHERE id = ?",
                wanted.name(),
                texts(connection, wanted.roles()),
                texts(connection, wanted.projects()),
                wanted.expiresAt(),
                wanted.tokenVersion() == null ? present.tokenVersion() : wanted.tokenVersion(),
                hash,
                present.id());
    }

    /** One token that is not revoked, by its id or its name, locked. */
    static ServiceToken named(Connection connection, String reference) throws SQLException {
        return Sql.first(
                        connection,
                        TokenRows::read,
                        LIVE + " AND (id = ? OR name = ?) ORDER BY id = ? DESC LIMIT 1 FOR UPDATE",
                        reference,
                        reference,
                        reference)
                .orElseThrow(() -> Refused.missing("token", reference));
    }

    static ServiceToken one(Connection connection, String id) throws SQLException {
        return Sql.first(
                        connection, TokenRows::read, "SELECT * FROM service_token WHERE id = ?", id)
                .orElseThrow(() -> Refused.missing("token", id));
    }

    /** The token that opens something now. */
    static Optional<ServiceToken> valid(Connection connection, String hash) throws SQLException {
        return Sql.first(
                connection,
                TokenRows::read,
                LIVE + " AND hash = ? AND (expires_at IS NULL OR expires_at > now())",
                hash);
    }

    /** Takes note of a use, once a minute. */
    static void used(Connection connection, String id) throws SQLException {
        Sql.update(
                connection,
                "UPDATE service_token SET last_used_at = date_trunc('minute', now()) WHERE id = ?"
                        + " AND (last_used_at IS NULL"
                        + " OR last_used_at < now() - interval '1 minute')",
                id);
    }

    static void refuseTaken(Connection connection, String name, String hash, String except)
            throws SQLException {
        var holder =
                Sql.first(
                        connection,
                        row -> row.getString(1),
                        "SELECT id FROM service_token WHERE name = ? AND revoked_at IS NULL"
                                + " AND id <> ?",
                        name,
                        except);
        if (holder.isPresent()) throw Refused.taken("token", name, holder.get());
        var same =
                Sql.first(
                        connection,
                        row -> row.getString(1),
                        "SELECT id FROM service_token WHERE hash = ? AND id <> ?",
                        hash,
                        except);
        if (same.isPresent()) throw Refused.conflict("the text is or was another token's");
    }

    /** Whether the token was not revoked before. */
    static boolean revoke(Connection connection, String id) throws SQLException {
        return Sql.update(
                        connection,
                        "UPDATE service_token SET revoked_at = now() WHERE id = ?"
                                + " AND revoked_at IS NULL",
                        id)
                == 1;
    }

    static ServiceToken read(ResultSet row) throws SQLException {
        return new ServiceToken(
                row.getString("id"),
                row.getString("name"),
                Set.of((String[]) row.getArray("roles").getArray()),
                List.of((String[]) row.getArray("projects").getArray()).stream()
                        .map(ProjectId::new)
                        .toList(),
                Sql.someInstant(row, "expires_at"),
                Sql.someInstant(row, "last_used_at"),
                Sql.number(row, "token_version"),
                row.getLong("version"),
                row.getString("created_by"),
                Sql.instant(row, "created_at"));
    }

    private static Array texts(Connection connection, Collection<?> values) throws SQLException {
        return connection.createArrayOf(
                "text", values.stream().map(Object::toString).sorted().toArray());
    }
}
