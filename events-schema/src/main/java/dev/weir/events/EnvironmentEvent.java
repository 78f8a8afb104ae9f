package dev.weir.events;

import java.util.List;

/**
 * What the control plane says of an environment: the newest version of a key is the whole truth
 * about it.
 */
public sealed interface EnvironmentEvent extends Fact {
    /** The environment, the record's key. */
    EnvironmentId environment();

    /** Rises with every change; an older one is ignored. */
    long version();

    /**
     * The environment as it now is.
     *
     * @param name what its owner calls it
     * @param database the server it connects to, which owns the limit
     * @param connectionLimit the most connections that all nodes together may have open for it, at
     *     least 1
     * @param databaseUrl encrypted for the nodes; associated data: {@link #urlContext}
     * @param keys the keys that authenticate its requests
     */
    record EnvironmentDefined(
            EnvironmentId environment,
            long version,
            ProjectId project,
            String name,
            RegionId region,
            DatabaseId database,
            EnvironmentState state,
            int connectionLimit,
            String databaseUrl,
            List<ApiKeyHash> keys,
            EnvironmentSettings settings)
            implements EnvironmentEvent {
        /** Copies the keys; refuses a limit below 1. */
        public EnvironmentDefined {
            if (connectionLimit < 1)
                throw new IllegalArgumentException("limit must be at least 1: " + connectionLimit);
            keys = List.copyOf(keys);
        }

        /** The same with other settings. */
        public EnvironmentDefined with(EnvironmentSettings others) {
            return new EnvironmentDefined(
                    environment,
                    version,
                    project,
                    name,
                    region,
                    database,
                    state,
                    connectionLimit,
                    databaseUrl,
                    keys,
                    others);
        }

        /**
         * What {@link #databaseUrl} was sealed with, so that it opens for this environment and
         * version only.
         */
        public String urlContext() {
            return urlContext(environment, version);
        }

        /** The associated data of an environment's sealed URL at a version. */
        public static String urlContext(EnvironmentId environment, long version) {
            return "environment/" + environment + "/" + version;
        }
    }

    /** The environment is gone: its keys open nothing, its pools are closed. */
    record EnvironmentDeleted(EnvironmentId environment, long version)
            implements EnvironmentEvent {}
}
