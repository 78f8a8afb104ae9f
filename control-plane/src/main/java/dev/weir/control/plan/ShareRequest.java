package dev.weir.control.plan;

import dev.weir.control.fleet.PoolKey;
import java.util.List;

/**
 * What one pool asks of a {@link Sharing}.
 *
 * @param base what it has to begin with
 * @param paid up to which size it costs nothing, as that is charged already
 * @param levels how much it may have in each round, not falling
 * @param seniority breaks ties: the higher goes first
 * @param order breaks what ties are left: the lower goes first
 */
record ShareRequest(
        PoolKey pool, int base, int paid, List<Integer> levels, int seniority, int order) {
    ShareRequest {
        levels = List.copyOf(levels);
    }

    int level(int round) {
        return levels.get(round);
    }

    int most() {
        return levels.getLast();
    }

    int costOf(int size) {
        return Math.max(0, size - Math.max(base, paid));
    }
}
