package dev.weir.billing.export;

/** What a column holds. */
public enum ColumnType {
    /** Text. */
    TEXT,
    /** An exact decimal. */
    DECIMAL,
    /** A moment, to the second, in UTC. */
    TIME
}
