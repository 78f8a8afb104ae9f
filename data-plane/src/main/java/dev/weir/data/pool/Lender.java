package dev.weir.data.pool;

import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Lends an environment's connections: what a door sees of a pool. */
public interface Lender {
    /** The event loop that owns the pool: loans complete on it, and sessions are used on it. */
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
