package dev.weir.data.database;

import java.util.concurrent.CompletionStage;

/**
 * One connection to a database. For one event loop. It is at rest, or lent as one {@link Session},
 * or shared by statements that only read.
 */
public interface Connection {
    /** Lends it: the session is good until {@link #settle}. Only at rest. */
    Session lend(SessionLimits limits);

    /**
     * Gives a place beside others, for one statement that only reads and leaves the session as it
     * found it: it is sent at once and answered in turn. What becomes of one touches no other; a
     * read that cannot stay fails with {@link Displaced}. At rest, or while only places are given;
     * where {@link Database#pipelines}.
     *
     * @param listener hears when the statement has ended, however it did
     */
    default Session join(SessionLimits limits, PlaceListener listener) {
        throw new UnsupportedOperationException("statements share no connection here");
    }

    /**
     * Ends the session, or the sharing, and brings the connection back to rest: waits for nothing
     * that is under way, and resets what the session may have changed.
     *
     * @return true when the connection is as good as new; false when it cannot be lent again and
     *     has to be closed: a statement or transaction was under way, or its state is not known.
     *     Never fails
     */
    CompletionStage<Boolean> settle();

    /**
     * Asks the server for a sign of life; false when there was none in time. Only at rest. Never
     * fails.
     */
    CompletionStage<Boolean> validate();

    /** Completes once the connection is closed, by whomever. Never fails. */
    CompletionStage<Void> closed();

    /**
     * Closes it, cancelling in the database what is under way. {@link #closed} tells when that is
     * done. Idempotent.
     */
    void close();
}
