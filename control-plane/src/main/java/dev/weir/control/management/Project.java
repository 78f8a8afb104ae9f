package dev.weir.control.management;

import dev.weir.events.ProjectId;
import java.time.Instant;

/** A customer's project. */
public record Project(ProjectId id, String name, long version, Instant createdAt) {}
