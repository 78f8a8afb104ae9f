package dev.weir.data.pool;

import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Lends an environment's connections: what a door sees of a pool. */
public interface Lender {
    /**
     * The event loop that owns the pool: loans complete on it, and sessions are used on it. What it
     * runs is charged to whom the lender lends for.
     */
    Executor executor();

    /**
     * Asks for a connection. To be called on {@link #executor}.
     *
     * @param maxWait how long the request may wait; the environment's own bound holds too
     * @param limits what the work done on the loan may use
     * @return cancelling it (its future, on {@link #executor}) withdraws a request that still
     *     waits; fails with a {@link LoanRefused}, or a {@link
     *     dev.weir.data.database.DatabaseFault} when none can be opened
     */
    CompletionStage<Loan> borrow(Duration maxWait, SessionLimits limits);

    /**
     * Asks for a connection for a single statement that only reads and leaves the session as it
     * found it. If that statement is known to be short, the loan may be of a place beside others'
     * on a connection; its session then takes that one statement, and no transaction. To be called
     * on {@link #executor}.
     *
     * @param statement its text, or what else stands for it: by that its pace is remembered
     * @return as of {@link #borrow}
     */
    default CompletionStage<Loan> borrowForRead(
            String statement, Duration maxWait, SessionLimits limits) {
        return borrow(maxWait, limits);
    }

    /**
     * Whether a request given now would most likely get a connection at once, or wait for it no
     * longer than the way elsewhere takes. From any thread.
     */
    default boolean hasRoom() {
        return false;
    }

    /** A session lent. Given back once. */
    interface Loan {
        /** The session. */
        Session session();

        /**
         * Gives it back. What is in doubt is closed instead of lent again: a session within a
         * transaction, with a statement under way, or after a fault that left its state unknown.
         */
        void release();
    }
}
