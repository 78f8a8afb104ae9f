package dev.weir.control.management;

import dev.weir.events.EnvironmentSettings;
import org.jspecify.annotations.Nullable;

/**
 * What may be changed of an environment; all of it is replaced.
 *
 * @param connectionLimit its own, at most the database's; null: only the database's binds
 */
public record EnvironmentUpdate(
        String name, @Nullable Integer connectionLimit, EnvironmentSettings settings) {}
