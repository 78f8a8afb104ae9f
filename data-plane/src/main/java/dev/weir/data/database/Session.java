package dev.weir.data.database;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A database session lent to one piece of work. Statements run one after the other in the order of
 * the calls; the next may be given before the last has ended. Failures are {@link DatabaseFault}s.
 * To be used on the event loop that lent it, where its stages complete too.
 */
public interface Session {
    /**
     * Sets what the work from here on may use, counted anew. The requests of an interactive
     * transaction share a session, and each has limits of its own. Only while no statement is under
     * way.
     */
    void limit(SessionLimits limits);

    /**
     * Runs a statement and hands its rows over as they arrive.
     *
     * @return the number of rows that the server says were read or affected, once all rows were
     *     handed over
     */
    CompletionStage<Long> run(Statement statement, RowConsumer rows);

    /**
     * Runs a text of any number of statements without arguments, and drops their rows.
     *
     * @return the number of rows that the server says were read or affected by a single statement;
     *     0 for several, as node-postgres has no count for these
     */
    default CompletionStage<Long> runScript(Statement text) {
        return run(text, RowConsumer.IGNORE);
    }

    /**
     * Runs a statement and hands its rows over in the server's own text, as they arrive.
     *
     * @return how it ended, once all rows were handed over
     */
    default CompletionStage<Completion> runText(Statement statement, TextRows rows) {
        return CompletableFuture.failedFuture(
                new DatabaseFault(
                        DatabaseFault.Kind.SERVER,
                        "0A000",
                        "the database does not take plain SQL over HTTP",
                        Map.of()));
    }

    /**
     * Has what is under way given up, because nobody waits for it any more: it fails, as soon as
     * the database has let go of it. What is not sent yet is never sent.
     */
    default void cancel() {}

    /** Begins a transaction; without a level, at the database's default. */
    CompletionStage<Void> begin(@Nullable IsolationLevel level);

    /** Commits the transaction. */
    CompletionStage<Void> commit();

    /** Rolls the transaction back. */
    CompletionStage<Void> rollback();

    /** Makes, releases or goes back to a save-point of the given depth, 1 or more. */
    CompletionStage<Void> savepoint(SavepointAction action, int depth);
}
