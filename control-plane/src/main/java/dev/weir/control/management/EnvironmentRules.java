package dev.weir.control.management;

import dev.weir.events.EnvironmentSettings;

/**
 * What the operator allows environments.
 *
 * @param defaults the settings of environments that say nothing else
 * @param maxima the largest value of each setting
 * @param maxDatabaseLimit the largest connection limit of a database
 */
public record EnvironmentRules(
        EnvironmentSettings defaults, EnvironmentSettings maxima, int maxDatabaseLimit) {
    /** What holds where the operator says nothing. */
    public static final EnvironmentRules DEFAULTS =
            new EnvironmentRules(EnvironmentSettings.DEFAULTS, EnvironmentSettings.MAXIMA, 100_000);

    /** Refuses defaults above their maxima. */
    public EnvironmentRules {
        defaults.aboveOf(maxima)
                .ifPresent(rule -> {
                    throw new IllegalArgumentException("the default " + rule);
                });
    }
}
