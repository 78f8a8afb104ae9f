package dev.weir.data.plan;

import dev.weir.data.database.Statement;

/** Is told of each statement that a plan ran. Called on the session's event loop. */
@FunctionalInterface
public interface StatementListener {
    /** Hears nothing. */
    StatementListener NONE = (_, _, _, _) -> {};

    /**
     * A statement has ended.
     *
     * @param statement with its comment; {@link ArgumentsText} tells its arguments as clients want
     *     to see them
     * @param rows how many rows it read or affected; 0 if it failed
     * @param nanos from giving it to the session until its end
     * @param failed whether the database or the way to it failed it
     */
    void ran(Statement statement, long rows, long nanos, boolean failed);
}
