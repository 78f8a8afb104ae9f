package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Pursuit;
import dev.weir.events.EnvironmentId;
import dev.weir.events.PoolMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose slots can be had again, and orders their sessions to be ended at the database first:
 * of lives that are silent for so long that none can have a lease, all but their floor; of those
 * that have ended, everything. An order that is not carried out in time goes round.
 */
final class Reclaiming {
    private final DatabaseState state;
    private final Fleet fleet;
    private final boolean due;
    private final Map<EnvironmentId, List<Reclaim>> orders = new HashMap<>();

    /** For one planning; it orders something only if that is {@code due}. */
    Reclaiming(DatabaseState state, Fleet fleet, boolean due) {
        this.state = state;
        this.fleet = fleet;
        this.due = due;
    }

    Map<EnvironmentId, List<Reclaim>> orders() {
        return orders;
    }

    /** Whether nothing of a life that has ended can be left at the database. */
    boolean isGone(EnvironmentGrants environment, Holding holding) {
        var reaping = holding.reaping();
        var ended = state.ended().get(holding.of(environment.id()));
        return holding.charged() == 0
                || (reaping != null && reaping.over() && reaping.done())
                || (ended != null && fleet.now().isPast(fleet.silence().vanishAfter(), ended));
    }

    /** Those that have ended, and whose sessions nobody can end now. */
    List<Holding> ended(EnvironmentGrants environment) {
        if (!due) return List.of();
        return environment.holdings().stream()
                .filter(holding -> fleet.isRetired(holding.life()))
                .filter(holding -> !isGone(environment, holding))
                .filter(holding -> isWorthReaping(environment, holding))
                .filter(holding -> !isBeingReaped(environment, holding, true))
                .filter(holding -> !order(environment, holding, true))
                .toList();
    }

    /**
     * A floor at rest, of a life that the node's next one has replaced, is charged until the
     * database has ended its session by itself, as long as there is room beside it: a restart opens
     * no connection to databases that are not in use.
     */
    private boolean isWorthReaping(EnvironmentGrants environment, Holding holding) {
        boolean hasRoom =
                environment.charged() < environment.limit()
                        && state.grants().charged() < state.grants().limit().grantable();
        var present = fleet.nodes().get(holding.node());
        boolean replaced = present != null && !present.life().equals(holding.life());
        return !hasRoom
                || !replaced
                || holding.pool() == PoolMode.ACTIVE
                || holding.charged() > Holding.FLOOR
                || holding.reaping() != null;
    }

    /** Whether a silent life's sessions are to be ended now. */
    boolean silent(EnvironmentGrants environment, Holding holding) {
        return due
                && holding.charged() > Holding.FLOOR
                && fleet.isReapable(holding.life())
                && !isBeingReaped(environment, holding, false)
                && order(environment, holding, false);
    }

    private boolean isBeingReaped(EnvironmentGrants environment, Holding holding, boolean over) {
        var reaping = holding.reaping();
        if (reaping == null || (over && !reaping.over())) return false;
        return reaping.done()
                || (fleet.isUsable(reaping.by()) && !isOverdue(environment, holding, over));
    }

    private boolean isOverdue(EnvironmentGrants environment, Holding holding, boolean over) {
        var pursuit = state.pursuit(holding.of(environment.id()));
        return pursuit != null && pursuit.isOverdue(fleet.silence(), over, fleet.now());
    }

    /**
     * Only a node that may have a session of its own there can end others. Who was ordered before
     * comes last, and of those whose turn is longest ago first; a single one is ordered again.
     */
    private boolean order(EnvironmentGrants environment, Holding holding, boolean over) {
        var pursuit = state.pursuit(holding.of(environment.id()));
        var by =
                environment.holdings().stream()
                        .filter(other -> other.granted() > 0)
                        .filter(other -> fleet.isUsable(other.life()))
                        .max(
                                Comparator.comparingInt((Holding other) -> -lately(pursuit, other))
                                        .thenComparing(other -> other.pool() == PoolMode.ACTIVE)
                                        .thenComparingInt(Holding::granted));
        by.ifPresent(executor ->
                orders.computeIfAbsent(environment.id(), _ -> new ArrayList<>())
                        .add(
                                new Reclaim(
                                        holding, over, executor, fleet.silentFor(holding.life()))));
        return by.isPresent();
    }

    private static int lately(@Nullable Pursuit pursuit, Holding other) {
        return pursuit == null ? 0 : pursuit.lately(other.life());
    }
}
