package dev.weir.events;

import java.util.List;

/**
 * What control decided on an environment's connections. Nodes drop an epoch not above their own.
 */
public sealed interface GrantEvent extends Fact {
    /** The environment, the record's key. */
    EnvironmentId environment();

    /** Which change of the environment's grants this is. */
    Epoch epoch();

    /**
     * All grants of an environment, which are also its route. A node that is not named holds
     * nothing and gives back what it has.
     *
     * @param reaps whose sessions are to be ended at the database; empty: nobody's
     */
    record Granted(
            EnvironmentId environment,
            DatabaseId database,
            Epoch epoch,
            List<Grant> grants,
            List<Reap> reaps)
            implements GrantEvent {
        /** Copies the lists. */
        public Granted {
            grants = List.copyOf(grants);
            reaps = List.copyOf(reaps);
        }

        /** Grants without an order to reap. */
        public Granted(
                EnvironmentId environment, DatabaseId database, Epoch epoch, List<Grant> grants) {
            this(environment, database, epoch, grants, List.of());
        }
    }
}
