package dev.weir.it.secured;

import dev.weir.billing.BillingMeter;
import dev.weir.billing.BillingSettings;
import dev.weir.control.ControlPlane;
import dev.weir.control.ControlSettings;
import dev.weir.data.Node;
import dev.weir.data.NodeSettings;
import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.Part;
import dev.weir.runtime.Settings;
import dev.weir.runtime.kafka.KafkaEventLog;
import dev.weir.runtime.process.ProcessSettings;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The three planes in this process, each from the settings of a process of its own. */
final class SecuredPlanes implements AutoCloseable {
    static final String TOKEN = "a-token-of-tests-that-is-long-enough";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String MASTER_KEY = "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final int control = freePort();
    private final int billing = freePort();
    private final int node = freePort();
    private final Lifecycle planes;

    /** Each map holds the variables by which a plane authenticates; {@code shared} those of all. */
    SecuredPlanes(
            Map<String, String> shared,
            Map<String, String> ofControl,
            Map<String, String> ofBilling,
            Map<String, String> ofNode)
            throws IOException {
        planes =
                new Lifecycle(Duration.ofSeconds(30))
                        .with("control plane", control(with(shared, ofControl)))
                        .with("billing meter", billing(with(shared, ofBilling)))
                        .with("node", node(with(shared, ofNode)));
    }

    void start() {
        planes.start();
    }

    String control(String path) {
        return "http://127.0.0.1:" + control + path;
    }

    String billing(String path) {
        return "http://127.0.0.1:" + billing + path;
    }

    String node(String path) {
        return "http://127.0.0.1:" + node + path;
    }

    /** The settings of a node, as its process reads them. */
    static Settings nodeSettings(Map<String, String> values) {
        var all = new HashMap<>(values);
        all.put("WEIR_REGION", "local");
        all.put("WEIR_CLUSTER", "a");
        all.put("WEIR_NODE_ID", "a1");
        all.put("WEIR_ADMIN_PORT", "0");
        all.put("WEIR_PEER_PORT", "0");
        all.put("WEIR_TARGETS_ALLOW_PRIVATE", "true");
        all.put("WEIR_USAGE_WINDOW", "1s");
        all.put("WEIR_MASTER_KEYS", MASTER_KEY);
        all.put("WEIR_KEY_HASHING_SECRET", SECRET);
        return Settings.read(all, null, NodeSettings.ALL);
    }

    private Part node(Map<String, String> values) {
        values.put("WEIR_HTTP_PORT", Integer.toString(node));
        var settings = NodeSettings.from(nodeSettings(values));
        var kafka = settings.kafka().options();
        return new Node(settings, metrics -> new KafkaEventLog(kafka, metrics.registry()));
    }

    private Part control(Map<String, String> values) {
        values.put("WEIR_REGION", "local");
        values.put("WEIR_ADMIN_PORT", "0");
        values.put("WEIR_MASTER_KEYS", MASTER_KEY);
        values.put("WEIR_KEY_HASHING_SECRET", SECRET);
        putDatabase(values, "CONTROL", TestPostgres.freshDatabase());
        values.put("WEIR_CONTROL_PORT", Integer.toString(control));
        values.put("WEIR_CONTROL_TOKENS", "admin:admin:" + TOKEN);
        var settings = Settings.read(values, null, ControlSettings.ofProcess());
        return ControlPlane.process(
                ProcessSettings.of(settings, ControlSettings.ADMIN_PORT),
                ControlSettings.of(settings));
    }

    private Part billing(Map<String, String> values) {
        values.put("WEIR_REGION", "local");
        values.put("WEIR_ADMIN_PORT", "0");
        putDatabase(values, "BILLING", TestPostgres.freshDatabase());
        values.put("WEIR_BILLING_PORT", Integer.toString(billing));
        values.put("WEIR_BILLING_TOKEN", TOKEN);
        var settings = Settings.read(values, null, BillingSettings.ofProcess());
        return BillingMeter.process(
                ProcessSettings.of(settings, BillingSettings.ADMIN_PORT),
                BillingSettings.of(settings));
    }

    private static void putDatabase(
            Map<String, String> values, String plane, TestDatabase database) {
        var prefix = "WEIR_" + plane + "_DATABASE_";
        values.put(prefix + "URL", database.jdbcUrl());
        values.put(prefix + "USER", database.user());
        values.put(prefix + "PASSWORD", database.password());
    }

    private static Map<String, String> with(Map<String, String> one, Map<String, String> other) {
        var both = new HashMap<>(one);
        both.putAll(other);
        return both;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        planes.stop();
    }
}
