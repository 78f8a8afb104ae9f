package dev.weir.data.pool;

import dev.weir.data.database.DatabaseFault;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import org.jspecify.annotations.Nullable;

/** What happens to a pool. Connections and waiters are numbers that their owner gives once. */
public sealed interface PoolInput {
    /**
     * A request wants a connection.
     *
     * @param waiter never used before
     * @param deadline on the pool's clock, nanoseconds: until then it waits
     * @param read the statement that it is wanted for, if that is a single one which only reads, so
     *     that a place beside others may do; null otherwise
     */
    record Acquire(long waiter, long deadline, @Nullable String read) implements PoolInput {
        /** For a connection alone. */
        public Acquire(long waiter, long deadline) {
            this(waiter, deadline, null);
        }
    }

    /**
     * A place was given back, and its statement has ended.
     *
     * @param read the statement; null if none was run
     * @param aheadNanos how long it waited for those before it; 0 if it was sent behind nobody
     * @param ranNanos how long it was the first
     * @param clean whether the connection takes others as before
     */
    record Left(
            long connection, @Nullable String read, long aheadNanos, long ranNanos, boolean clean)
            implements PoolInput {}

    /** A read that had a connection alone took so long. */
    record Ran(String read, long nanos) implements PoolInput {}

    /** A request that waits no longer wants one: its client went away. */
    record Cancelled(long waiter) implements PoolInput {}

    /** The connection asked for by {@link PoolEffect.Connect} is open. */
    record Connected(long connection) implements PoolInput {}

    /** The connection asked for by {@link PoolEffect.Connect} could not be opened. */
    record ConnectFailed(long connection, DatabaseFault fault) implements PoolInput {}

    /** A lent connection was given back. */
    record Released(long connection) implements PoolInput {}

    /** The answer to {@link PoolEffect.Settle}: whether the connection can be lent again. */
    record Settled(long connection, boolean good) implements PoolInput {}

    /** The answer to {@link PoolEffect.Validate}: whether the connection still lives. */
    record Validated(long connection, boolean good) implements PoolInput {}

    /** A connection is closed: because the pool said so, or by the other side. */
    record Closed(long connection) implements PoolInput {}

    /** The node's grant for the environment; size 0: it has none and gives back what is open. */
    record Granted(Epoch epoch, int size, PoolMode mode) implements PoolInput {}

    /** The environment's settings changed. */
    record Configured(PoolSettings settings) implements PoolInput {}

    /** The database is to be reached in another way: what is open is not to be lent again. */
    record Renewed() implements PoolInput {}

    /** The environment serves no more, or again; its grant stays. */
    record Suspended(boolean suspended) implements PoolInput {}

    /** Serve who waits already, then close everything and end. */
    record Drain() implements PoolInput {}

    /** End at once: who waits is refused, what is lent is closed. */
    record Abort() implements PoolInput {}

    /** Time passed, or the right to open connections came or went. */
    record Tick() implements PoolInput {}
}
