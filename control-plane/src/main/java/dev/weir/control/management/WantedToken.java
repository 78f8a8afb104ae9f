package dev.weir.control.management;

import dev.weir.events.ProjectId;
import dev.weir.runtime.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service token as a caller wants it.
 *
 * @param name 1 to 100 characters
 * @param roles at least one
 * @param projects the only projects that exist for it; none: it is not limited to some
 * @param expiresAt from when on it opens nothing, in the future; null: only a command revokes it
 * @param text of which only a hash is kept; null: a new token gets one from Weir, a known one keeps
 *     its own
 * @param tokenVersion the caller's own number of the text, which it can read back; null: none
 */
public record WantedToken(
        String name,
        Set<String> roles,
        List<ProjectId> projects,
        @Nullable Instant expiresAt,
        @Nullable Secret text,
        @Nullable Long tokenVersion) {
    /** Copies roles and projects. */
    public WantedToken {
        roles = Set.copyOf(roles);
        projects = List.copyOf(projects);
    }
}
