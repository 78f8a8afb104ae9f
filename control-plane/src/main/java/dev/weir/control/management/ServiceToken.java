package dev.weir.control.management;

import dev.weir.events.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program's token of the management API, without its text.
 *
 * @param name its holder's name in the audit log, unique among the tokens that are not revoked
 * @param roles what it may do
 * @param projects the only projects that exist for it; none: it is not limited to some
 * @param expiresAt from when on it opens nothing; null: only a command revokes it
 * @param lastUsedAt when it was last used, to the minute; null: never
 * @param tokenVersion the caller's own number of a text that it brought; null: none was given
 * @param version rises with every change
 * @param createdBy who made it
 */
public record ServiceToken(
        String id,
        String name,
        Set<String> roles,
        List<ProjectId> projects,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Long tokenVersion,
        long version,
        String createdBy,
        Instant createdAt) {
    /** Copies roles and projects. */
    public ServiceToken {
        roles = Set.copyOf(roles);
        projects = List.copyOf(projects);
    }
}
