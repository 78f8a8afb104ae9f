package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Demand;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.PoolKey;
import dev.weir.events.EnvironmentId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The soft part of a state while one decision changes it pool by pool. It becomes a state once, so
 * that a decision about a database with many environments copies its maps once, not once for each.
 */
final class Learned {
    private final DatabaseState before;
    private final Map<PoolKey, Demand> demands = new HashMap<>();
    private final Map<EnvironmentId, Moment> told = new HashMap<>();

    Learned(DatabaseState before) {
        this.before = before;
    }

    Demand demand(PoolKey pool) {
        var changed = demands.get(pool);
        return changed == null ? before.demand(pool) : changed;
    }

    void demand(PoolKey pool, Demand demand) {
        demands.put(pool, demand);
    }

    /** When an environment's grants were last published; null: not by this process. */
    @Nullable Moment toldAt(EnvironmentId environment) {
        var changed = told.get(environment);
        return changed == null ? before.told().get(environment) : changed;
    }

    void told(EnvironmentId environment, Moment at) {
        told.put(environment, at);
    }

    /** The state that it came to, with these grants. */
    DatabaseState on(DatabaseGrants grants) {
        return before.with(grants).with(demands, told);
    }
}
