package dev.weir.control.plan;

import dev.weir.control.fleet.Holding;
import dev.weir.events.PoolMode;
import java.util.Map;

/**
 * What a pool is to have next.
 *
 * @param holding what it has
 * @param size what it is granted now: not more than the limit has room for at this moment
 * @param rule the rule that led to it
 * @param numbers what the rule saw
 */
record Target(Holding holding, int size, PoolMode mode, String rule, Map<String, Double> numbers) {
    Target {
        numbers = Map.copyOf(numbers);
    }

    /** Everything taken back. */
    static Target nothing(Holding holding, String rule) {
        return new Target(holding, 0, PoolMode.DORMANT, rule, Map.of());
    }

    boolean isChange() {
        return size != holding.granted() || (mode != holding.pool() && size > 0);
    }
}
