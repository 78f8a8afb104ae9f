package dev.weir.events;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why an environment's grants changed.
 *
 * @param rule the rule that fired, a stable word such as {@code place}, {@code scale-up} or {@code
 *     idle-stop}
 * @param numbers what the rule saw and computed, by name
 * @param grants what it led to
 */
public record DecisionMade(
        DatabaseId database,
        EnvironmentId environment,
        Epoch epoch,
        String rule,
        Map<String, Double> numbers,
        List<Grant> grants)
        implements Fact {
    /**
     * Copies numbers, in the order of their names, and grants; refuses a number that is not finite,
     * which JSON cannot write.
     */
    public DecisionMade {
        numbers.forEach((name, number) -> {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException(
                        "numbers must be finite: " + name + " is " + number);
            }
        });
        numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
        grants = List.copyOf(grants);
    }
}
