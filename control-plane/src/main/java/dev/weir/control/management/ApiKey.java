package dev.weir.control.management;

import dev.weir.events.EnvironmentId;
import java.time.Instant;

/**
 * An API key without what makes it one.
 *
 * @param id part of the key's text, so that its holder can tell which it is
 */
public record ApiKey(String id, EnvironmentId environment, String name, Instant createdAt) {}
