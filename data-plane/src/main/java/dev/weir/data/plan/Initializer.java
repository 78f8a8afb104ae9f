package dev.weir.data.plan;

/** How a field of a new record gets its value. */
sealed interface Initializer {
    /** From an expression. */
    record Value(Expression expression) implements Initializer {}

    /** The id that the database gave to the row just inserted. */
    record LastInsertId() implements Initializer {}
}
