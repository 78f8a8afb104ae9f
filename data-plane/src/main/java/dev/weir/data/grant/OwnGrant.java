package dev.weir.data.grant;

import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import dev.weir.events.Reap;
import java.util.List;

/**
 * What this life of the node may hold for an environment.
 *
 * @param size 0 if the grants do not name it
 * @param elsewhere where other nodes answer for the environment
 * @param reaps whose sessions this life is to end at the database
 */
public record OwnGrant(
        EnvironmentId environment,
        DatabaseId database,
        Epoch epoch,
        int size,
        PoolMode mode,
        List<String> elsewhere,
        List<Reap> reaps) {
    /** Copies the lists. */
    public OwnGrant {
        elsewhere = List.copyOf(elsewhere);
        reaps = List.copyOf(reaps);
    }
}
