package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.events.ClusterId;
import dev.weir.events.PoolMode;
import java.util.Set;

/** How soon time alone may change what is decided on a database. */
public enum Pace {
    /** Work or an order to end sessions is under way: thresholds pass with every tick. */
    EVERY_TICK,
    /** Something is awaited of a node, or of time: a second is soon enough. */
    SOON,
    /** An environment has no connection in a cluster for want of room: some seconds. */
    LATER,
    /** All pools are dormant and in place: nothing changes before the fleet or the grants do. */
    AT_REST;

    /** The pace of a database as it was decided last. */
    public static Pace of(DatabaseState state, Fleet fleet) {
        if (isAwake(state)) return EVERY_TICK;
        var limit = state.grants().limit();
        if (!state.ended().isEmpty() || limit.effective() > limit.wanted()) return SOON;
        var pace = AT_REST;
        var clusters = fleet.usable().keySet();
        for (var environment : state.grants().environments().values()) {
            if (isAwaited(environment)) return SOON;
            if (!isPlaced(environment, clusters, fleet)) pace = LATER;
        }
        return pace;
    }

    private static boolean isAwake(DatabaseState state) {
        return !state.pursuits().isEmpty()
                || state.demands().values().stream().anyMatch(Scaler::isAwake)
                || state.grants().environments().values().stream()
                        .flatMap(environment -> environment.holdings().stream())
                        .anyMatch(holding -> holding.pool() == PoolMode.ACTIVE);
    }

    private static boolean isAwaited(EnvironmentGrants environment) {
        return (environment.standing() != Standing.ACTIVE && !environment.holdings().isEmpty())
                || environment.holdings().stream()
                        .anyMatch(
                                holding -> !holding.isAcknowledged() || holding.reaping() != null);
    }

    private static boolean isPlaced(
            EnvironmentGrants environment, Set<ClusterId> clusters, Fleet fleet) {
        if (environment.standing() != Standing.ACTIVE) return true;
        return clusters.stream()
                .allMatch(cluster ->
                        environment.holdings().stream()
                                .filter(holding -> holding.cluster().equals(cluster))
                                .filter(holding -> fleet.isUsable(holding.life()))
                                .anyMatch(holding -> holding.granted() >= Holding.FLOOR));
    }
}
