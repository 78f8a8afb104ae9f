package dev.weir.data.database;

import org.jspecify.annotations.Nullable;

/**
 * What a client says of an argument.
 *
 * @param list whether the argument is an array value
 * @param databaseType the column's type in the database's words, in upper case, for example {@code
 *     TIMESTAMPTZ}; null if unsaid
 * @param declared whether the argument is of that type wherever it stands; otherwise the server
 *     takes the type from the place
 */
public record ArgumentType(
        Scalar scalar, boolean list, @Nullable String databaseType, boolean declared) {
    /** Nothing said. */
    public static final ArgumentType UNKNOWN = new ArgumentType(Scalar.UNKNOWN, false, null);

    /** A type that the server takes from the place. */
    public ArgumentType(Scalar scalar, boolean list, @Nullable String databaseType) {
        this(scalar, list, databaseType, false);
    }

    /** Kinds of scalar arguments. */
    public enum Scalar {
        STRING,
        INT,
        BIGINT,
        FLOAT,
        DECIMAL,
        BOOLEAN,
        ENUM,
        UUID,
        JSON,
        DATETIME,
        BYTES,
        UNKNOWN
    }
}
