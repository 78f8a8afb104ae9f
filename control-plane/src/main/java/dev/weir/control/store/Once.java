package dev.weir.control.store;

import dev.weir.control.management.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A creation that is done once per idempotency key. The key's row is written first, so that two
 * requests at the same time wait for one another.
 *
 * @param earlier what an earlier request with the key made; null: this one makes it
 */
record Once(Connection connection, Request request, @Nullable String earlier) {
    private static final int LONGEST = 200;

    private record Known(String fingerprint, String subject) {}

    /**
     * Looks for an earlier request.
     *
     * @param content of the request, so that a key used for another one is noticed
     */
    static Once of(Connection connection, Request request, String action, String content)
            throws SQLException {
        var key = request.idempotencyKey();
        if (key == null) return new Once(connection, request, null);
        if (key.isEmpty() || key.length() > LONGEST) {
            throw Refused.invalid("idempotencyKey", "must be 1 to " + LONGEST + " characters");
        }
        var fingerprint = hash(action + "\n" + content);
        int made =
                Sql.update(
                        connection,
                        "INSERT INTO idempotency (actor, key, fingerprint, subject)"
                                + " VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING",
                        request.actor(),
                        key,
                        fingerprint);
        if (made == 1) return new Once(connection, request, null);
        var known =
                Sql.first(
                                connection,
                                row -> new Known(row.getString(1), row.getString(2)),
                                "SELECT fingerprint, subject FROM idempotency"
                                        + " WHERE actor = ? AND key = ?",
                                request.actor(),
                                key)
                        .orElseThrow();
        if (!known.fingerprint().equals(fingerprint)) {
            throw Refused.conflict("the idempotency key was used for another request");
        }
        return new Once(connection, request, known.subject());
    }

    /** Remembers what was made. */
    void done(String subject) throws SQLException {
        var key = request.idempotencyKey();
        if (key == null) return;
        Sql.update(
                connection,
                "UPDATE idempotency SET subject = ? WHERE actor = ? AND key = ?",
                subject,
                request.actor(),
                key);
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
