package dev.weir.data.database;

/** What the cells of a column hold, and in which Java form. Null stands for SQL's NULL in each. */
public enum ColumnType {
    /** {@link Integer}: 16 and 32 bits. */
    INT32,
    /** {@link Long}: 64 bits, and PostgreSQL's oid. */
    INT64,
    /** {@link Double} whose shortest form as a float is the value. */
    FLOAT,
    /** {@link Double}. */
    DOUBLE,
    /** {@link String}: the number's plain text as the server wrote it, or NaN, Infinity. */
    DECIMAL,
    /** {@link Boolean}. */
    BOOLEAN,
    /** {@link String}. */
    TEXT,
    /** {@link String}: a value of a type made by the user. */
    ENUM,
    /** {@link String}: JSON text as the server wrote it. */
    JSON,
    /** {@link String}: lower case with hyphens. */
    UUID,
    /**
     * {@link String}: {@code 2020-01-31T23:59:59.123456+00:00}, the fraction as long as the server
     * wrote it.
     */
    DATETIME,
    /** {@link String}: {@code 2020-01-31}. */
    DATE,
    /** {@link String}: {@code 23:59:59.123456}, without a zone. */
    TIME,
    /** {@code byte[]}. */
    BYTES,
    /** {@link String}: the server's text of a type that Prisma's clients have no form for. */
    OTHER
}
