package dev.weir.data.plan;

import dev.weir.data.database.Statement;

/**
 * Takes note of each statement that a plan ran, and of the transaction that it began by itself.
 * Called on the session's event loop.
 */
@FunctionalInterface
public interface StatementListener {
    /** Takes note of nothing. */
    StatementListener NONE = (_, _, _, _) -> {};

    /**
     * A statement has ended.
     *
     * @param statement with its comment; {@link ArgumentsText} has its arguments as clients want to
     *     see them
     * @param rows how many rows it read or affected; 0 if it failed
     * @param nanos from giving it to the session until its end
     * @param failed whether the database or the way to it failed it
     */
    void ran(Statement statement, long rows, long nanos, boolean failed);

    /** A transaction has begun, after so many nanoseconds. */
    default void began(long nanos) {}

    /** The transaction has ended, after so many nanoseconds of committing or rolling back. */
    default void ended(Ending ending, long nanos, boolean failed) {}

    /** The two ways in which a transaction ends. */
    enum Ending {
        /** What it did is kept. */
        COMMIT,
        /** What it did is undone. */
        ROLLBACK
    }
}
