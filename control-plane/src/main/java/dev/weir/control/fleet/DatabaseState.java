package dev.weir.control.fleet;

import dev.weir.events.EnvironmentId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a database, the unit of decision.
 *
 * @param grants the lasting part, kept and guarded by the store
 * @param demands what its pools have been asked for; soft
 * @param told when an environment's grants were last published by this process; soft
 * @param ended when a life that still holds something was first seen to have ended; soft
 * @param pursuits how orders to reap are getting on that are not reported done; soft
 */
public record DatabaseState(
        DatabaseGrants grants,
        Map<PoolKey, Demand> demands,
        Map<EnvironmentId, Moment> told,
        Map<PoolKey, Moment> ended,
        Map<PoolKey, Pursuit> pursuits) {
    /** Copies the maps. */
    public DatabaseState {
        demands = Map.copyOf(demands);
        told = Map.copyOf(told);
        ended = Map.copyOf(ended);
        pursuits = Map.copyOf(pursuits);
    }

    /** What the store knows, and nothing else yet. */
    public static DatabaseState of(DatabaseGrants grants) {
        return new DatabaseState(grants, Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** What a pool has been asked for. */
    public Demand demand(PoolKey pool) {
        return demands.getOrDefault(pool, Demand.NONE);
    }

    /** The same with another lasting part, as the store had it. */
    public DatabaseState with(DatabaseGrants newGrants) {
        return newGrants.equals(grants)
                ? this
                : new DatabaseState(newGrants, demands, told, ended, pursuits);
    }

    /** The same with another demand on a pool. */
    public DatabaseState with(PoolKey pool, Demand demand) {
        if (demand.equals(demands.get(pool))) return this;
        var changed = new HashMap<>(demands);
        changed.put(pool, demand);
        return new DatabaseState(grants, changed, told, ended, pursuits);
    }

    /** The same with other demands on some pools, and after the grants of some were published. */
    public DatabaseState with(
            Map<PoolKey, Demand> otherDemands, Map<EnvironmentId, Moment> published) {
        if (otherDemands.isEmpty() && published.isEmpty()) return this;
        return new DatabaseState(
                grants, merged(demands, otherDemands), merged(told, published), ended, pursuits);
    }

    private static <K, V> Map<K, V> merged(Map<K, V> before, Map<K, V> others) {
        if (others.isEmpty()) return before;
        var changed = new HashMap<>(before);
        changed.putAll(others);
        return changed;
    }

    /** The same, with note taken of when these lives were seen to have ended. */
    public DatabaseState ended(Set<PoolKey> over, Moment now) {
        if (ended.keySet().equals(over)) return this;
        var changed = new HashMap<>(ended);
        changed.keySet().retainAll(over);
        over.forEach(pool -> changed.putIfAbsent(pool, now));
        return new DatabaseState(grants, demands, told, changed, pursuits);
    }

    /** How the end of a life's sessions is getting on; null: not ordered, or done. */
    public @Nullable Pursuit pursuit(PoolKey pool) {
        return pursuits.get(pool);
    }

    /** The same, with note taken of the orders to reap that hold now. */
    public DatabaseState pursuing(Moment now) {
        var open = new HashMap<PoolKey, Pursuit>();
        for (var environment : grants.environments().values()) {
            for (var holding : environment.holdings()) {
                var order = holding.reaping();
                if (order == null || order.done()) continue;
                var pool = holding.of(environment.id());
                open.put(pool, Pursuit.of(pursuits.get(pool), order, now));
            }
        }
        return open.equals(pursuits) ? this : new DatabaseState(grants, demands, told, ended, open);
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
        return new DatabaseState(grants, keptDemands, keptTold, ended, pursuits);
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
                .flatMap(environment -> environment.holding(pool.life()))
                .isPresent();
    }
}
