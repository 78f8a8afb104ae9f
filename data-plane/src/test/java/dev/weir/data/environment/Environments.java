package dev.weir.data.environment;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.ApiKeys;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Environments and keys for tests. */
public final class Environments {
    /** What the hashes of the keys made here are keyed with. */
    public static final byte[] HASHING_SECRET =
            "a secret for hashing keys in tests".getBytes(StandardCharsets.UTF_8);

    private Environments() {}

    /** A key, always the same for the same names. */
    public static String key(String environment, String id) {
        return ApiKeys.format(new EnvironmentId(environment), id, secret((byte) 7));
    }

    /** Another key with the same names. */
    public static String otherKey(String environment, String id) {
        return ApiKeys.format(new EnvironmentId(environment), id, secret((byte) 8));
    }

    /** An active environment with these keys and default settings. */
    public static EnvironmentDefined defined(String environment, long version, String... keys) {
        return defined(environment, version, EnvironmentState.ACTIVE, List.of(keys));
    }

    /** An environment with these keys and default settings. */
    public static EnvironmentDefined defined(
            String environment, long version, EnvironmentState state, List<String> keys) {
        return defined(environment, version, state, keys, EnvironmentSettings.DEFAULTS);
    }

    /** An environment. */
    public static EnvironmentDefined defined(
            String environment,
            long version,
            EnvironmentState state,
            List<String> keys,
            EnvironmentSettings settings) {
        var d = settings;
        return new EnvironmentDefined(
                new EnvironmentId(environment),
                version,
                new ProjectId("acme"),
                environment,
                new RegionId("eu"),
                new DatabaseId("db-1"),
                state,
                10,
                "sealed",
                keys.stream().map(Environments::hash).toList(),
                // equal, and not the same object
                new EnvironmentSettings(
                        d.idleTimeout(),
                        d.queryTimeout(),
                        d.transactionTimeout(),
                        d.queueTimeout(),
                        d.maxQueue(),
                        d.maxResponseBytes()));
    }

    private static ApiKeyHash hash(String key) {
        var parsed = (ApiKeys.WellFormed) ApiKeys.parse(key);
        return new ApiKeyHash(parsed.id(), ApiKeys.hash(HASHING_SECRET, key));
    }

    private static byte[] secret(byte fill) {
        var secret = new byte[ApiKeys.SECRET_BYTES];
        Arrays.fill(secret, fill);
        return secret;
    }
}
