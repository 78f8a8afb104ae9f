package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Holding;
import dev.weir.events.NodeLife;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the holdings of each life over all databases of a replica, so that a question about lives
 * costs as much as there are lives, however many environments they hold.
 */
final class Holders {
    private final Map<NodeLife, Count> counts = new LinkedHashMap<>();

    private static final class Count {
        private int holdings;
        private int aboveFloor;
    }

    /** A database has other grants than before; null: it was not known, or is no longer. */
    void replace(@Nullable DatabaseGrants before, @Nullable DatabaseGrants after) {
        if (after != null) add(after, 1);
        if (before != null) add(before, -1);
    }

    private void add(DatabaseGrants grants, int sign) {
        for (var environment : grants.environments().values()) {
            for (var holding : environment.holdings()) {
                var count = counts.computeIfAbsent(holding.life(), _ -> new Count());
                count.holdings += sign;
                if (holding.charged() > Holding.FLOOR) count.aboveFloor += sign;
                if (count.holdings == 0) counts.remove(holding.life());
            }
        }
    }

    /** The lives that hold something. */
    List<NodeLife> lives() {
        return List.copyOf(counts.keySet());
    }

    /** Whether a life is charged more than its floor for any environment. */
    boolean isAboveFloor(NodeLife life) {
        var count = counts.get(life);
        return count != null && count.aboveFloor > 0;
    }
}
