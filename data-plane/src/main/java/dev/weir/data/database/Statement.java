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
 *     that the server infers the placeholder's type
 * @param types what the client says of each argument; as many as arguments
 */
public record Statement(String sql, List<@Nullable Object> arguments, List<ArgumentType> types) {
    /** A statement without arguments. */
    public static Statement of(String sql) {
        return new Statement(sql, List.of(), List.of());
    }
}
