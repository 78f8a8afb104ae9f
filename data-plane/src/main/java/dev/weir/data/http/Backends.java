package dev.weir.data.http;

import dev.weir.events.EnvironmentEvent.EnvironmentDefined;

/** What a door needs of the node's pools. Thread-safe. */
@FunctionalInterface
public interface Backends {
    /**
     * Where the environment is served; made at its first mention. Cheap: called for every request.
     * Over a node's life an environment's lenders all have the same executor.
     *
     * @throws dev.weir.data.pool.LoanRefused if it is not served here
     * @throws dev.weir.data.database.DatabaseFault if its database URL is of no use
     */
    Backend of(EnvironmentDefined environment);
}
