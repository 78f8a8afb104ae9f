package dev.weir.control.fleet;

import dev.weir.events.EnvironmentId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * All that is known of a database, the unit of decision.
 *
 * @param grants the lasting part, kept and guarded by the store
 * @param demands what its pools have been asked for; soft
 * @param told when an environment's grants were last published by this process; soft
 * @param ended when a life that still holds something was first seen to have ended; soft
 */
public record DatabaseState(
        DatabaseGrants grants,
        Map<PoolKey, Demand> demands,
        Map<EnvironmentId, Moment> told,
        Map<PoolKey, Moment> ended) {
    /** Copies the maps. */
    public DatabaseState {
        demands = Map.copyOf(demands);
        told = Map.copyOf(told);
        ended = Map.copyOf(ended);
    }

    /** What the store knows, and nothing else yet. */
    public static DatabaseState of(DatabaseGrants grants) {
        return new DatabaseState(grants, Map.of(), Map.of(), Map.of());
    }

    /** What a pool has been asked for. */
    public Demand demand(PoolKey pool) {
        return demands.getOrDefault(pool, Demand.NONE);
    }

    /** The same with another lasting part, as the store had it. */
    public DatabaseState with(DatabaseGrants newGrants) {
        return newGrants.equals(grants) ? this : new DatabaseState(newGrants, demands, told, ended);
    }

    /** The same with another demand on a pool. */
    public DatabaseState with(PoolKey pool, Demand demand) {
        if (demand.equals(demands.get(pool))) return this;
        var changed = new HashMap<>(demands);
        changed.put(pool, demand);
        return new DatabaseState(grants, changed, told, ended);
    }

    /** The same after an environment's grants were published. */
    public DatabaseState told(EnvironmentId environment, Moment at) {
        var changed = new HashMap<>(told);
        changed.put(environment, at);
        return new DatabaseState(grants, demands, changed, ended);
    }

    /** The same, with note taken of when these lives were seen to have ended. */
    public DatabaseState ended(Set<PoolKey> over, Moment now) {
        if (ended.keySet().equals(over)) return this;
        var changed = new HashMap<>(ended);
        changed.keySet().retainAll(over);
        over.forEach(pool -> changed.putIfAbsent(pool, now));
        return new DatabaseState(grants, demands, told, changed);
    }

    /** The same without what belongs to nobody any more and is not of the last seconds. */
    public DatabaseState tidied(Moment now) {
        boolean tidy =
                demands.entrySet().stream().allMatch(entry -> isKept(entry, now))
                        && grants.environments().keySet().containsAll(told.keySet());
        if (tidy) return this;
        var keptDemands = new HashMap<>(demands);
        keptDemands.entrySet().removeIf(entry -> !isKept(entry, now));
        var keptTold = new HashMap<>(told);
        keptTold.keySet().retainAll(grants.environments().keySet());
        return new DatabaseState(grants, keptDemands, keptTold, ended);
    }

    private boolean isKept(Map.Entry<PoolKey, Demand> entry, Moment now) {
        if (isHeld(entry.getKey())) return true;
        var woken = entry.getValue().wokenAt();
        return woken != null
                && !now.isPast(Demand.WATCHED, woken)
                && grants.environments().containsKey(entry.getKey().environment());
    }

    private boolean isHeld(PoolKey pool) {
        return grants.environment(pool.environment())
                .flatMap(environment -> environment.holding(pool.node(), pool.incarnation()))
                .isPresent();
    }
}
