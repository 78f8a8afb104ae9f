package dev.weir.control.management;

import dev.weir.events.EnvironmentSettings;
import org.jspecify.annotations.Nullable;

/**
 * A change of an environment, which replaces its name, limit and settings.
 *
 * @param connectionLimit its own, at most the database's; null: only the database's binds
 * @param marks labels and protection
 */
public record EnvironmentUpdate(
        String name, @Nullable Integer connectionLimit, EnvironmentSettings settings, Marks marks) {
    /** A change that leaves labels and protection as they are. */
    public EnvironmentUpdate(
            String name, @Nullable Integer connectionLimit, EnvironmentSettings settings) {
        this(name, connectionLimit, settings, Marks.UNCHANGED);
    }
}
