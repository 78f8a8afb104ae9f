package dev.weir.control.management;

import dev.weir.events.ProjectId;
import java.time.Instant;
import java.util.Map;

/**
 * A customer's project.
 *
 * @param name unique among the projects that are not deleted
 * @param labels the caller's own names and values
 * @param deletionProtection whether its deletion is refused
 * @param version rises with every change
 */
public record Project(
        ProjectId id,
        String name,
        Map<String, String> labels,
        boolean deletionProtection,
        long version,
        Instant createdAt) {
    /** Copies the labels. */
    public Project {
        labels = Map.copyOf(labels);
    }
}
