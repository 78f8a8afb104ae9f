package dev.weir.control.management;

import dev.weir.events.EnvironmentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param id part of the key's text, so that its holder can tell which it is
 * @param expiresAt when it is revoked; null: only a command revokes it
 * @param secretVersion the caller's own number of a secret that it brought; null: none was given
 * @param version rises with every change
 */
public record ApiKey(
        String id,
        EnvironmentId environment,
        String name,
        @Nullable Instant expiresAt,
        @Nullable Long secretVersion,
        long version,
        Instant createdAt) {}
