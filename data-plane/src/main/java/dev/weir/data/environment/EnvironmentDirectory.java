package dev.weir.data.environment;

import dev.weir.events.ApiKeys;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.runtime.Shared;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All environments of a region, folded from their facts: an older version of one changes nothing,
 * so facts may be repeated and replayed. Thread-safe; what {@link #apply} took holds for the next
 * request.
 *
 * <p>An environment nobody asks for takes about half a kilobyte: its fact, packed, and settings
 * that those with equal ones share.
 */
public final class EnvironmentDirectory {
    /** Keys kept at most; past it they are all forgotten and recognised anew. */
    static final int RECOGNISED_KEYS = 10_000;

    /** Different settings shared at most: far more than installations have, and a bound. */
    private static final int SHARED_SETTINGS = 10_000;

    private final byte[] keyHashingSecret;
    private final ConcurrentHashMap<EnvironmentId, Known> newest = new ConcurrentHashMap<>();
    private final Shared<EnvironmentSettings> settings = new Shared<>(SHARED_SETTINGS);

    /**
     * Keys that were right, with the fact that said so: as long as that fact is the newest, the
     * answer is the same. Hashing a key and comparing its checksum takes far longer than a query
     * through the node otherwise does.
     */
    private final ConcurrentHashMap<String, Recognised> recognised = new ConcurrentHashMap<>();

    /** The newest fact of an environment. */
    sealed interface Known permits PackedEnvironment, Deleted {
        long version();
    }

    private record Deleted(long version) implements Known {}

    private record Recognised(Known by, EnvironmentDefined environment) {}

    /**
     * An empty directory.
     *
     * @param keyHashingSecret the installation's, with which {@link dev.weir.events.ApiKeyHash}es
     *     are made
     */
    public EnvironmentDirectory(byte[] keyHashingSecret) {
        this.keyHashingSecret = keyHashingSecret.clone();
    }

    /**
     * Takes a fact.
     *
     * @return whether it was news; false if one of the same or a later version is known
     */
    public synchronized boolean apply(EnvironmentEvent event) {
        var known = newest.get(event.environment());
        if (known != null && known.version() >= event.version()) return false;
        newest.put(event.environment(), compact(event));
        return true;
    }

    /** Whether no environment was ever heard of. */
    public boolean isEmpty() {
        return newest.isEmpty();
    }

    /** The environment as last defined; null if it is not known, or deleted. */
    public @Nullable EnvironmentDefined find(EnvironmentId environment) {
        return environment(environment, newest.get(environment));
    }

    private static @Nullable EnvironmentDefined environment(
            EnvironmentId environment, @Nullable Known known) {
        return known instanceof PackedEnvironment packed ? packed.unpack(environment) : null;
    }

    /**
     * Tells whom a key stands for. A mistyped key is told by its checksum, before any look-up; the
     * comparison takes the same time wherever the hashes differ.
     */
    @SuppressWarnings("ReferenceEquality") // the very fact, and not one like it
    public Authentication authenticate(String key) {
        var seen = recognised.get(key);
        if (seen != null) {
            if (newest.get(seen.environment().environment()) == seen.by()) {
                return authenticated(seen.environment());
            }
            recognised.remove(key, seen);
        }
        return switch (ApiKeys.parse(key)) {
            case ApiKeys.Malformed(var reason) -> new Authentication.MalformedKey(reason);
            case ApiKeys.WellFormed(var environment, var id) -> authenticate(environment, id, key);
        };
    }

    private Authentication authenticate(EnvironmentId id, String keyId, String key) {
        var known = newest.get(id);
        var environment = environment(id, known);
        if (known == null || environment == null || !opens(environment, keyId, key)) {
            return new Authentication.UnknownKey();
        }
        if (recognised.size() >= RECOGNISED_KEYS) recognised.clear();
        recognised.put(key, new Recognised(known, environment));
        return authenticated(environment);
    }

    private static Authentication authenticated(EnvironmentDefined environment) {
        return environment.state() == EnvironmentState.SUSPENDED
                ? new Authentication.Suspended(environment.environment())
                : new Authentication.Authenticated(environment);
    }

    private boolean opens(EnvironmentDefined environment, String keyId, String key) {
        for (var candidate : environment.keys()) {
            if (candidate.id().equals(keyId)) {
                return ApiKeys.sameHash(candidate.hash(), ApiKeys.hash(keyHashingSecret, key));
            }
        }
        return false;
    }

    private Known compact(EnvironmentEvent event) {
        return switch (event) {
            case EnvironmentDeleted(_, var version) -> new Deleted(version);
            case EnvironmentDefined defined ->
                    PackedEnvironment.of(defined, settings.of(defined.settings()));
        };
    }
}
