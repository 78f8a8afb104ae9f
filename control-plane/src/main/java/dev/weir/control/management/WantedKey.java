package dev.weir.control.management;

import dev.weir.runtime.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key as a caller wants it.
 *
 * @param name 1 to 100 characters
 * @param expiresAt when it is to be revoked, in the future; null: only a command revokes it
 * @param secret the key's secret part, of which only a hash is kept; null: a new key gets one from
 *     Weir, a known key keeps its own
 * @param secretVersion the caller's own number of the secret, which it can read back; null: none
 */
public record WantedKey(
        String name,
        @Nullable Instant expiresAt,
        @Nullable Secret secret,
        @Nullable Long secretVersion) {
    /** A key with a secret from Weir and no end. */
    public static WantedKey of(String name) {
        return new WantedKey(name, null, null, null);
    }
}
