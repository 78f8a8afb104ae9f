package dev.weir.control.management;

import dev.weir.events.EnvironmentSettings;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to make an environment.
 *
 * @param name unique in the project, 1 to 100 characters
 * @param region null: the region of this control plane
 * @param url parsed by {@link DatabaseUrl#parse}
 * @param connectionLimit its own, at most the database's; null: only the database's binds
 * @param databaseLimit the limit of the database if this environment is its first; null: the
 *     installation's default. Of a database that is there already it must be its limit
 * @param settings null: the installation's default
 * @param databaseUrlVersion the caller's own number of the URL, which it can read back; null: none
 * @param marks labels and protection
 */
public record NewEnvironment(
        ProjectId project,
        String name,
        @Nullable RegionId region,
        DatabaseUrl url,
        @Nullable Integer connectionLimit,
        @Nullable Integer databaseLimit,
        @Nullable EnvironmentSettings settings,
        @Nullable Long databaseUrlVersion,
        Marks marks) {
    /** An environment without labels, protection or a number of its URL. */
    public NewEnvironment(
            ProjectId project,
            String name,
            @Nullable RegionId region,
            DatabaseUrl url,
            @Nullable Integer connectionLimit,
            @Nullable Integer databaseLimit,
            @Nullable EnvironmentSettings settings) {
        this(
                project,
                name,
                region,
                url,
                connectionLimit,
                databaseLimit,
                settings,
                null,
                Marks.UNCHANGED);
    }
}
