package dev.weir.data.environment;

import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;

/** Whom an API key stands for. */
public sealed interface Authentication {
    /** The key opens this environment. */
    record Authenticated(EnvironmentDefined environment) implements Authentication {}

    /** The key is right, but its environment refuses requests. */
    record Suspended(EnvironmentId environment) implements Authentication {}

    /** The key has the form of one and opens nothing: revoked, deleted, or never given out. */
    record UnknownKey() implements Authentication {}

    /**
     * The text is not a key.
     *
     * @param reason what is wrong, in words, without the text
     */
    record MalformedKey(String reason) implements Authentication {}
}
