package dev.weir.data.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement in the database's own placeholder syntax.
 *
 * @param sql its text, comments included
 * @param arguments one per placeholder, loosely typed as a JSON client sends them: null, {@link
 *     Boolean}, {@link Long}, {@link Double}, {@link java.math.BigDecimal}, {@link String}, {@code
 *     byte[]}, {@link java.time.Instant}, or a {@link List} of these. The adapter binds them so
 *     that the server infers the placeholder's type, unless {@link ArgumentType#declared}
 * @param types what the client says of each argument; as many as arguments
 * @param free whether the application wrote the text itself: then it may change the session's
 *     state, and what it changed is reset before the connection is lent again
 */
public record Statement(
        String sql, List<@Nullable Object> arguments, List<ArgumentType> types, boolean free) {
    /** A statement of our own making, without arguments. */
    public static Statement of(String sql) {
        return new Statement(sql, List.of(), List.of(), false);
    }
}
