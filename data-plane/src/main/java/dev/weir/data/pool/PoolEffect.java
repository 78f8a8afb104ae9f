package dev.weir.data.pool;

import dev.weir.data.database.DatabaseFault;
import java.time.Duration;

/** What a pool wants done. Effects are performed in their order. */
public sealed interface PoolEffect {
    /** Open a connection under this new number; answer Connected or ConnectFailed. */
    record Connect(long connection) implements PoolEffect {}

    /** The request gets the connection. */
    record Lend(long waiter, long connection) implements PoolEffect {}

    /** The request gets a place on the connection, beside others; ends with Left. */
    record Join(long waiter, long connection) implements PoolEffect {}

    /** The request gets none, and the database is not at fault. */
    record Refuse(long waiter, LoanRefused.Reason reason, String message) implements PoolEffect {}

    /** The request gets none because the database cannot be connected to. */
    record Fail(long waiter, DatabaseFault fault) implements PoolEffect {}

    /** Bring a connection given back to rest; answer Settled. */
    record Settle(long connection) implements PoolEffect {}

    /** See whether a connection that rested for long still lives; answer Validated. */
    record Validate(long connection) implements PoolEffect {}

    /** Close a connection; answer Closed once it is. */
    record Close(long connection) implements PoolEffect {}

    /** Tell the control plane what happened. */
    record Announce(PoolNews news) implements PoolEffect {}

    /** What the pool reports of itself changed in a way that should not wait for long. */
    record ReportSoon() implements PoolEffect {}

    /** Connecting began to fail, is tried again, or works again. */
    record BreakerChanged(Breaker from, Breaker to) implements PoolEffect {}

    /** What is worth telling about a pool. */
    sealed interface PoolNews {
        /** The first request found it dormant. */
        record Requested(int waiting) implements PoolNews {}

        /** The first connection is open. */
        record Started(Duration took) implements PoolNews {}

        /** Its size changed. */
        record Resized(int from, int to) implements PoolNews {}

        /** It is closing what it has. */
        record Draining(int open) implements PoolNews {}

        /** Nothing is open any more, as was wanted. */
        record Stopped() implements PoolNews {}

        /** Connecting fails, with a SQLSTATE or a stable word. */
        record Failed(String code) implements PoolNews {}
    }
}
