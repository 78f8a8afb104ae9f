package dev.weir.data.sql;

import dev.weir.data.database.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a batch runs in.
 *
 * @param isolation null for the database's default
 */
public record BatchMode(@Nullable IsolationLevel isolation, boolean readOnly, boolean deferrable) {
    /** The database's default. */
    public static final BatchMode DEFAULT = new BatchMode(null, false, false);

    /**
     * What the batch headers say: nothing but {@code true} is true.
     *
     * @throws BadRequest if the level is not one of PostgreSQL's
     */
    public static BatchMode of(
            @Nullable String isolation, @Nullable String readOnly, @Nullable String deferrable) {
        return new BatchMode(level(isolation), "true".equals(readOnly), "true".equals(deferrable));
    }

    private static @Nullable IsolationLevel level(@Nullable String name) {
        return switch (name) {
            case null -> null;
            case "ReadUncommitted" -> IsolationLevel.READ_UNCOMMITTED;
            case "ReadCommitted" -> IsolationLevel.READ_COMMITTED;
            case "RepeatableRead" -> IsolationLevel.REPEATABLE_READ;
            case "Serializable" -> IsolationLevel.SERIALIZABLE;
            default ->
                    throw new BadRequest(
                            "The header Neon-Batch-Isolation-Level must be one of ReadUncommitted,"
                                    + " ReadCommitted, RepeatableRead, Serializable.");
        };
    }

    /** The statement that begins it. */
    public String begin() {
        var sql = new StringBuilder("BEGIN");
        if (isolation != null) sql.append(" ISOLATION LEVEL ").append(isolation.sql());
        if (readOnly) sql.append(" READ ONLY");
        if (deferrable) sql.append(" DEFERRABLE");
        return sql.toString();
    }
}
