package dev.weir.control.management;

import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment as its owners may see it: its database URL is not part of it.
 *
 * @param provider the kind of database, for example {@code postgresql}
 * @param host of the database server
 * @param port of the database server
 * @param databaseName on that server
 * @param user who connects
 * @param suspension why it is suspended; null: it serves
 * @param connectionLimit the environment's own; null: only the database's binds
 * @param labels the caller's own names and values
 * @param deletionProtection whether its deletion is refused
 * @param databaseUrlVersion the caller's own number of the URL; null: none was given
 * @param version rises with every change, of its keys too
 */
public record Environment(
        EnvironmentId id,
        ProjectId project,
        String name,
        RegionId region,
        DatabaseId database,
        String provider,
        String host,
        int port,
        String databaseName,
        String user,
        EnvironmentState state,
        @Nullable Suspension suspension,
        @Nullable Integer connectionLimit,
        EnvironmentSettings settings,
        Map<String, String> labels,
        boolean deletionProtection,
        @Nullable Long databaseUrlVersion,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    /** Copies the labels. */
    public Environment {
        labels = Map.copyOf(labels);
    }
}
