package dev.weir.standalone;

import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.DataFolder;
import dev.weir.standalone.machine.UpPorts;
import dev.weir.standalone.machine.UpSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The planes of {@code ./weir up} with the settings that their own processes would have. */
final class Planes {
    private static final String HOST = "127.0.0.1";
    private static final int KEY_BYTES = 32;
    private static final String REGION = "local";

    private final UpSize size;
    private final UpPorts ports;
    private final Databases databases;
    private final Map<String, String> shared = new HashMap<>();
    private final Secret adminToken;
    private final boolean ephemeral;
    private final Path usage;
    private final Secret usageSecret;
    private final LocalCertificates authority;
    private final PeerCertificates peers;

    /** The planes with the folder's secrets; {@code kafka} is where Kafka is. */
    Planes(
            UpSize size,
            UpPorts ports,
            Databases databases,
            DataFolder folder,
            LocalCertificates authority,
            String kafka,
            boolean ephemeral)
            throws IOException {
        this.size = size;
        this.ports = ports;
        this.databases = databases;
        this.adminToken = folder.token("admin-token");
        this.usageSecret = folder.token("usage-secret");
        this.ephemeral = ephemeral;
        this.usage = folder.resolve("usage");
        this.authority = authority;
        this.peers = new PeerCertificates(folder.resolve("peers"), "local", Instant.now());
        shared.put("WEIR_REGION", REGION);
        shared.put("WEIR_KAFKA_BOOTSTRAP", kafka);
        shared.put("WEIR_KAFKA_REPLICATION_FACTOR", "1");
        shared.put("WEIR_ADMIN_HOST", HOST);
        shared.put("WEIR_STOP_DEADLINE", "12s");
        shared.put("WEIR_MASTER_KEYS", "k1:" + folder.key("master-key", KEY_BYTES).value());
        shared.put("WEIR_KEY_HASHING_SECRET", folder.token("key-hashing-secret").value());
    }

    /** Those that the others are started after: one of them makes the tables and the topics. */
    List<Plane> controlPlanes() {
        var planes = new ArrayList<Plane>();
        for (int i = 0; i < size.controlPlanes(); i++) planes.add(control(i));
        return planes;
    }

    /** The billing meter and the nodes. */
    List<Plane> others() throws IOException {
        var planes = new ArrayList<Plane>();
        planes.add(billing());
        for (int i = 0; i < size.nodes(); i++) planes.add(node(i));
        return planes;
    }

    private Plane control(int index) {
        int port = ports.controls().get(index);
        int admin = ports.controlAdmin().get(index);
        var values = new HashMap<>(shared);
        values.put("WEIR_ADMIN_PORT", Integer.toString(admin));
        values.put("WEIR_CONTROL_DATABASE_URL", databases.jdbcBase() + Databases.CONTROL);
        values.put("WEIR_CONTROL_DATABASE_USER", Databases.CONTROL);
        values.put("WEIR_CONTROL_DATABASE_PASSWORD", databases.controlPassword().value());
        values.put("WEIR_CONTROL_PORT", Integer.toString(port));
        values.put("WEIR_CONTROL_BILLING_URL", at(ports.billing()));
        values.put("WEIR_CONTROL_TOKENS", "admin:admin:" + adminToken.value());
        return new Plane(
                "control-plane-" + (index + 1),
                size.controlPlanes() == 1 ? "Control plane" : "Control plane " + (index + 1),
                null,
                at(port),
                at(admin),
                new PlaneCommands.OfControlPlane(),
                values);
    }

    private Plane billing() {
        var values = new HashMap<>(shared);
        values.put("WEIR_ADMIN_PORT", Integer.toString(ports.billingAdmin()));
        values.put("WEIR_BILLING_DATABASE_URL", databases.jdbcBase() + Databases.BILLING);
        values.put("WEIR_BILLING_DATABASE_USER", Databases.BILLING);
        values.put("WEIR_BILLING_DATABASE_PASSWORD", databases.billingPassword().value());
        values.put("WEIR_BILLING_PORT", Integer.toString(ports.billing()));
        values.put("WEIR_BILLING_TOKEN", adminToken.value());
        values.put("WEIR_BILLING_USAGE_SECRET", usageSecret.value());
        return new Plane(
                "billing-meter",
                "Billing meter",
                null,
                at(ports.billing()),
                at(ports.billingAdmin()),
                new PlaneCommands.OfBillingMeter(),
                values);
    }

    private Plane node(int index) throws IOException {
        var cluster = size.cluster(index);
        var node = size.node(index);
        var values = new HashMap<>(shared);
        values.put("WEIR_CLUSTER", cluster);
        values.put("WEIR_NODE_ID", node);
        values.put("WEIR_HTTP_PORT", Integer.toString(ports.nodes().get(index)));
        values.put("WEIR_ADMIN_PORT", Integer.toString(ports.nodeAdmin().get(index)));
        values.put("WEIR_HTTP_TLS_PORT", Integer.toString(ports.nodesTls().get(index)));
        values.put("WEIR_HTTP_TLS_CERTIFICATE", authority.certificate().toString());
        values.put("WEIR_HTTP_TLS_KEY", authority.key().toString());
        values.put("WEIR_TARGETS_ALLOW_PRIVATE", "true");
        values.put("WEIR_HTTP_EVENT_LOOPS", Integer.toString(eventLoops()));
        values.putAll(peers.settings(node));
        values.put("WEIR_USAGE_DIRECTORY", usage.toString());
        values.put("WEIR_USAGE_KEY", UsageKeyCommand.key(usageSecret, REGION, node));
        if (ephemeral) values.put("WEIR_USAGE_WINDOW", "2s");
        return new Plane(
                "node-" + node,
                "Node " + node + " of cluster " + cluster,
                cluster,
                at(ports.nodes().get(index)),
                at(ports.nodeAdmin().get(index)),
                new PlaneCommands.OfNode(),
                values);
    }

    /** The nodes share this machine: more loops than processors only hand work to each other. */
    private int eventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / size.nodes());
    }

    private static String at(int port) {
        return "http://" + HOST + ":" + port;
    }
}
