package dev.weir.data.environment;

import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;

/** The result of checking an API key. */
public sealed interface Authentication {
    /** The key opens this environment. */
    record Authenticated(EnvironmentDefined environment) implements Authentication {}

    /** The request is refused. */
    sealed interface Denied extends Authentication {}

    /** The request has no key. */
    record MissingKey() implements Denied {}

    /** The key is right, but its environment refuses requests. */
    record Suspended(EnvironmentId environment) implements Denied {}

    /** The key has the form of one and opens nothing: revoked, deleted, or never issued. */
    record UnknownKey() implements Denied {}

    /**
     * The text is not a key.
     *
     * @param reason what is wrong, in words, without the text
     */
    record MalformedKey(String reason) implements Denied {}
}
