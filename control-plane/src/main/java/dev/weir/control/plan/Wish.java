package dev.weir.control.plan;

import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.PoolKey;
import dev.weir.events.EnvironmentId;
import dev.weir.events.PoolMode;
import java.util.Map;

/**
 * What would be good for one pool if there were no limit.
 *
 * @param holding what it has, or {@link Holding#none}
 * @param need what the work of these seconds takes
 * @param steady what it took at most in a while, at least {@code need}: by this a limit that is too
 *     low for all is shared
 * @param hold what it should keep for work that may come back, at least {@code steady}
 * @param rule the rule that speaks
 * @param numbers what the rule saw
 */
record Wish(
        EnvironmentId environment,
        Holding holding,
        int need,
        int steady,
        int hold,
        PoolMode mode,
        String rule,
        Map<String, Double> numbers) {
    Wish {
        assert 0 <= need && need <= steady && steady <= hold : need + " " + steady + " " + hold;
        numbers = Map.copyOf(numbers);
    }

    /** The same with what somebody else needed, too. */
    Wish with(int more, String otherRule) {
        return new Wish(
                environment,
                holding,
                need + more,
                steady + more,
                hold + more,
                PoolMode.ACTIVE,
                otherRule,
                numbers);
    }

    PoolKey key() {
        return holding.of(environment);
    }
}
