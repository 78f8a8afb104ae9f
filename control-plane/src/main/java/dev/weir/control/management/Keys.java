package dev.weir.control.management;

import dev.weir.events.EnvironmentId;

/** Commands on the API keys of environments. */
public interface Keys {
    /**
     * Makes an API key. The answer holds its text, which is kept nowhere: a repetition under the
     * same idempotency key cannot show it again and is refused as {@link Refusal.Conflict}.
     */
    Result<NewApiKey> create(Request request, EnvironmentId environment, String name);

    /** An environment's keys that are not revoked, oldest first. */
    Result<Page<ApiKey>> list(EnvironmentId environment, PageRequest page);

    /** Revokes a key, everywhere within two seconds. A repetition changes nothing. */
    Result<Done> revoke(Request request, EnvironmentId environment, String key);
}
