package dev.weir.bench;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.ApiKeys;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Epoch;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.runtime.EnvelopeCipher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Environments as a control plane makes them: each of a project, ten of which are of one, with a
 * database, a sealed URL and a key of its own, and a dormant grant on a node of each of two
 * clusters. The URLs differ by a parameter, and lead to the same database.
 */
final class RegisteredEnvironments {
    /** Whose they are. */
    static final RegionId REGION = new RegionId("eu1");

    private static final String KEY_ID = "k7q2m9x4";
    private static final int OF_PROJECT = 10;
    private static final long VERSION = 3;

    private final String databaseUrl;
    private final EnvelopeCipher sealer;
    private final byte[] keySecret;

    RegisteredEnvironments(String databaseUrl, EnvelopeCipher sealer, String keySecret) {
        this.databaseUrl = databaseUrl;
        this.sealer = sealer;
        this.keySecret = keySecret.getBytes(StandardCharsets.UTF_8);
    }

    EnvironmentDefined defined(int number, EnvironmentState state) {
        var environment = environment(number);
        var url = databaseUrl + "?application_name=" + id("application", number);
        return new EnvironmentDefined(
                environment,
                VERSION,
                new ProjectId(id("p", number / OF_PROJECT)),
                "Production " + number,
                REGION,
                database(number),
                state,
                20,
                sealer.seal(url, EnvironmentDefined.urlContext(environment, VERSION)),
                List.of(new ApiKeyHash(KEY_ID, ApiKeys.hash(keySecret, key(number)))),
                EnvironmentSettings.DEFAULTS);
    }

    /** The only key of an environment. */
    String key(int number) {
        return ApiKeys.format(environment(number), KEY_ID, new byte[ApiKeys.SECRET_BYTES]);
    }

    /** One connection each for the node that spoke and for one of another cluster. */
    static Granted granted(int number, NodeHeartbeat node) {
        return new Granted(
                environment(number),
                database(number),
                new Epoch(1 + number % 5),
                List.of(
                        new Grant(
                                node.life(), node.cluster(), node.endpoint(), 1, PoolMode.DORMANT),
                        new Grant(
                                new NodeLife(new NodeId("b1"), new IncarnationId("k3v9x2m4")),
                                new ClusterId("b"),
                                "http://b1.eu1.example.com:4466",
                                1,
                                PoolMode.DORMANT)));
    }

    static EnvironmentId environment(int number) {
        return new EnvironmentId(id("e", number));
    }

    private static DatabaseId database(int number) {
        return new DatabaseId(id("d", number));
    }

    /** As long as the control plane's. */
    private static String id(String prefix, int number) {
        return String.format(Locale.ROOT, "%s%011d", prefix, number);
    }
}
