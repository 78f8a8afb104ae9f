package dev.weir.data.gateway;

import dev.weir.events.EnvironmentEvent.EnvironmentDefined;

/** The gateway's view of the node's pools. Thread-safe. */
@FunctionalInterface
public interface Backends {
    /**
     * The environment's database; made at its first mention. Cheap: called for every request. Over
     * a node's lifetime all lenders of an environment have the same executor.
     *
     * @throws dev.weir.data.pool.LoanRefused if the environment is not served here
     * @throws dev.weir.data.database.DatabaseFault if its database URL is of no use
     */
    Backend of(EnvironmentDefined environment);
}
