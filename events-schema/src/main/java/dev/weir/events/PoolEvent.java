package dev.weir.events;

import java.time.Duration;

/** What happened to a pool on a node. */
public sealed interface PoolEvent extends Fact, OnNode {
    /** The server connected to, the record's key. */
    DatabaseId database();

    /** Whose pool it is. */
    EnvironmentId environment();

    /** Under which epoch. */
    Epoch epoch();

    /**
     * A request found a dormant pool, which is being opened under the grant that the node already
     * has.
     */
    record PoolRequested(
            DatabaseId database, EnvironmentId environment, NodeLife life, Epoch epoch, int waiting)
            implements PoolEvent {}

    /** The first connection is open. */
    record PoolStarted(
            DatabaseId database,
            EnvironmentId environment,
            NodeLife life,
            Epoch epoch,
            Duration took)
            implements PoolEvent {}

    /** The pool took over a new size. */
    record PoolResized(
            DatabaseId database,
            EnvironmentId environment,
            NodeLife life,
            Epoch epoch,
            int from,
            int to)
            implements PoolEvent {}

    /** The pool is closing what it has. */
    record PoolDraining(
            DatabaseId database, EnvironmentId environment, NodeLife life, Epoch epoch, int open)
            implements PoolEvent {}

    /** Nothing is open any more. */
    record PoolStopped(DatabaseId database, EnvironmentId environment, NodeLife life, Epoch epoch)
            implements PoolEvent {}

    /**
     * The database could not be connected to.
     *
     * @param code a stable word or SQLSTATE, never the server's message, which may hold a
     *     customer's data
     */
    record PoolFailed(
            DatabaseId database, EnvironmentId environment, NodeLife life, Epoch epoch, String code)
            implements PoolEvent {}

    /**
     * None of a life's sessions is left at the database, as was ordered by a {@link Reap}.
     *
     * @param life the life that ended them
     * @param epoch the order's epoch
     * @param reaped the life whose sessions they were
     */
    record PoolReaped(
            DatabaseId database,
            EnvironmentId environment,
            NodeLife life,
            Epoch epoch,
            NodeLife reaped)
            implements PoolEvent {}
}
