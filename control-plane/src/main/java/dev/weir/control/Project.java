package dev.weir.control;

import dev.weir.events.ProjectId;
import java.time.Instant;

/** A customer's project. */
public record Project(ProjectId id, String name, long version, Instant createdAt) {}
