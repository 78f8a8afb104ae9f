package dev.weir.control.management;

import dev.weir.events.EnvironmentId;

/** Commands on the API keys of environments. */
public interface Keys {
    /**
     * Makes an API key. The answer holds its text, which is kept nowhere: a repetition under the
     * same idempotency key cannot show it again and is refused as {@link Refusal.Conflict}, unless
     * the caller brings the secret.
     */
    Result<NewApiKey> create(Request request, EnvironmentId environment, WantedKey wanted);

    /** Makes an API key with a secret from Weir and no end. */
    default Result<NewApiKey> create(Request request, EnvironmentId environment, String name) {
        return create(request, environment, WantedKey.of(name));
    }

    /**
     * Replaces a key's name and end, and its secret if the caller brings another one: the one
     * before opens nothing two seconds later.
     *
     * @return the key, with its text if a secret was brought
     */
    Result<NewApiKey> update(
            Request request, EnvironmentId environment, String key, long version, WantedKey wanted);

    /** One key that is not revoked, by its id, or by its name where no other key has it. */
    Result<ApiKey> named(EnvironmentId environment, String reference);

    /** An environment's keys that are not revoked, oldest first. */
    Result<Page<ApiKey>> list(EnvironmentId environment, PageRequest page);

    /** Revokes a key, everywhere within two seconds. A repetition changes nothing. */
    Result<Done> revoke(Request request, EnvironmentId environment, String key);
}
