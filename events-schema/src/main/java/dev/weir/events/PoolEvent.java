package dev.weir.events;

import java.time.Duration;

/** What happened to a pool on a node. */
public sealed interface PoolEvent extends Fact {
    /** The server connected to, the record's key. */
    DatabaseId database();

    /** Whose pool it is. */
    EnvironmentId environment();

    /** Where it is. */
    NodeId node();

    /** In which life of the node. */
    IncarnationId incarnation();

    /** Under which epoch. */
    Epoch epoch();

    /**
     * A request found a dormant pool, which is being opened under the grant that the node already
     * has.
     */
    record PoolRequested(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch,
            int waiting)
            implements PoolEvent {}

    /** The first connection is open. */
    record PoolStarted(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch,
            Duration took)
            implements PoolEvent {}

    /** The pool took over a new size. */
    record PoolResized(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch,
            int from,
            int to)
            implements PoolEvent {}

    /** The pool is closing what it has. */
    record PoolDraining(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch,
            int open)
            implements PoolEvent {}

    /** Nothing is open any more. */
    record PoolStopped(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch)
            implements PoolEvent {}

    /**
     * The database could not be connected to.
     *
     * @param code a stable word or SQLSTATE, never the server's message, which may hold a
     *     customer's data
     */
    record PoolFailed(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch,
            String code)
            implements PoolEvent {}

    /**
     * None of a life's sessions is left at the database, as was ordered by a {@link Reap}.
     *
     * @param node that ended them
     * @param epoch of the order
     * @param reaped the node whose sessions they were
     * @param reapedIncarnation in which life
     */
    record PoolReaped(
            DatabaseId database,
            EnvironmentId environment,
            NodeId node,
            IncarnationId incarnation,
            Epoch epoch,
            NodeId reaped,
            IncarnationId reapedIncarnation)
            implements PoolEvent {}
}
