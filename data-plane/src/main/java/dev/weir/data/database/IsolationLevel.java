package dev.weir.data.database;

/** How far a transaction is kept apart from others, as SQL names it. */
public enum IsolationLevel {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    /** SQL Server's; other databases refuse it. */
    SNAPSHOT,
    SERIALIZABLE;

    /** The SQL spelling, for example {@code READ COMMITTED}. */
    public String sql() {
        return name().replace('_', ' ');
    }
}
