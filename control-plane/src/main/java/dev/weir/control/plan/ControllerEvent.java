package dev.weir.control.plan;

import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolReport;
import java.time.Duration;

/** What happens to a database, told to the controller one at a time. */
public sealed interface ControllerEvent {
    /** Who lives, at the moment of the event. */
    Fleet fleet();

    /** Time has gone by. */
    record Tick(Fleet fleet) implements ControllerEvent {}

    /** A node's heartbeat spoke of a pool. */
    record Reported(Fleet fleet, NodeLife life, PoolReport report) implements ControllerEvent {}

    /** A request found a pool dormant, or a node without one. */
    record Requested(Fleet fleet, EnvironmentId environment, NodeLife life, int waiting)
            implements ControllerEvent {}

    /**
     * A node has ended what was left of a life's sessions.
     *
     * @param order the epoch of the order that it carried out
     */
    record Reaped(Fleet fleet, EnvironmentId environment, NodeLife life, Epoch order)
            implements ControllerEvent {}

    /**
     * An environment was made or changed by its owner.
     *
     * @param limit its own; {@link Integer#MAX_VALUE} if only the database's binds
     */
    record Defined(
            Fleet fleet,
            EnvironmentId environment,
            Standing standing,
            int limit,
            Duration idleTimeout)
            implements ControllerEvent {}

    /** An operator set the database's limit. */
    record LimitSet(Fleet fleet, int limit, int reserve) implements ControllerEvent {}
}
