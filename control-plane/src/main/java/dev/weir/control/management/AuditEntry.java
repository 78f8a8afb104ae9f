package dev.weir.control.management;

import java.time.Instant;

/**
 * Something that was done.
 *
 * @param action for example {@code environment.create}
 * @param subject the id of what it was done to
 * @param details what was set, without secrets
 */
public record AuditEntry(
        long id, String actor, String action, String subject, String details, Instant happenedAt) {}
