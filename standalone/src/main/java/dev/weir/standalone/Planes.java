package dev.weir.standalone;

import dev.weir.billing.BillingSettings;
import dev.weir.control.ControlSettings;
import dev.weir.data.Node;
import dev.weir.data.NodeSettings;
import dev.weir.runtime.Part;
import dev.weir.runtime.Secret;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.kafka.KafkaEventLog;
import dev.weir.runtime.kafka.KafkaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The planes of {@code ./weir up}, made from settings as their own processes would be. */
final class Planes {
    private static final List<String> CLUSTERS = List.of("a", "b");
    private static final int KEY_BYTES = 32;

    private final UpPorts ports;
    private final Databases databases;
    private final Map<String, String> shared = new HashMap<>();
    private final Secret adminToken;
    private final boolean ephemeral;
    private final Path usage;
    private final LocalAuthority authority;

    /** A plane that is not started yet, and where it answers. */
    record Plane(String name, String url, Part part) {}

    /** The planes with the folder's secrets; {@code log} is where Kafka is. */
    Planes(
            UpPorts ports,
            Databases databases,
            DataFolder folder,
            LocalAuthority authority,
            String kafka,
            boolean ephemeral)
            throws IOException {
        this.ports = ports;
        this.databases = databases;
        this.adminToken = folder.token("admin-token");
        this.ephemeral = ephemeral;
        this.usage = folder.resolve("usage");
        this.authority = authority;
        shared.put("WEIR_REGION", "local");
        shared.put("WEIR_KAFKA_BOOTSTRAP", kafka);
        shared.put("WEIR_ADMIN_HOST", "127.0.0.1");
        shared.put("WEIR_STOP_DEADLINE", "12s");
        shared.put("WEIR_MASTER_KEYS", "k1:" + folder.key("master-key", KEY_BYTES).value());
        shared.put("WEIR_KEY_HASHING_SECRET", folder.token("key-hashing-secret").value());
    }

    /** In the order in which they start; stopped in the other. */
    List<Plane> inOrder() {
        var planes = new ArrayList<Plane>();
        planes.add(control());
        planes.add(billing());
        for (int i = 0; i < CLUSTERS.size(); i++) planes.add(node(i));
        return planes;
    }

    private Plane control() {
        var values = new HashMap<>(shared);
        values.put("WEIR_ADMIN_PORT", Integer.toString(ports.controlAdmin()));
        values.put("WEIR_CONTROL_DATABASE_URL", databases.jdbcBase() + Databases.CONTROL);
        values.put("WEIR_CONTROL_DATABASE_USER", Databases.CONTROL);
        values.put("WEIR_CONTROL_DATABASE_PASSWORD", databases.controlPassword().value());
        values.put("WEIR_CONTROL_PORT", Integer.toString(ports.control()));
        values.put("WEIR_CONTROL_TOKENS", "admin:admin:" + adminToken.value());
        var settings = read(values, ControlSettings.ALL, ProcessSettings.ALL);
        return new Plane(
                "Control plane",
                "http://127.0.0.1:" + ports.control(),
                PlaneProcess.control(ProcessSettings.of(settings), ControlSettings.of(settings)));
    }

    private Plane billing() {
        var values = new HashMap<>(shared);
        values.put("WEIR_ADMIN_PORT", Integer.toString(ports.billingAdmin()));
        values.put("WEIR_BILLING_DATABASE_URL", databases.jdbcBase() + Databases.BILLING);
        values.put("WEIR_BILLING_DATABASE_USER", Databases.BILLING);
        values.put("WEIR_BILLING_DATABASE_PASSWORD", databases.billingPassword().value());
        values.put("WEIR_BILLING_PORT", Integer.toString(ports.billing()));
        values.put("WEIR_BILLING_TOKEN", adminToken.value());
        var settings = read(values, BillingSettings.ALL, ProcessSettings.ALL);
        return new Plane(
                "Billing meter",
                "http://127.0.0.1:" + ports.billing(),
                PlaneProcess.billing(ProcessSettings.of(settings), BillingSettings.of(settings)));
    }

    private Plane node(int index) {
        var cluster = CLUSTERS.get(index);
        var values = new HashMap<>(shared);
        values.put("WEIR_CLUSTER", cluster);
        values.put("WEIR_NODE_ID", cluster + "1");
        values.put("WEIR_HTTP_PORT", Integer.toString(ports.nodes().get(index)));
        values.put("WEIR_ADMIN_PORT", Integer.toString(ports.nodeAdmin().get(index)));
        values.put("WEIR_HTTP_TLS_PORT", Integer.toString(ports.nodesTls().get(index)));
        values.put("WEIR_HTTP_TLS_CERTIFICATE", authority.certificate().toString());
        values.put("WEIR_HTTP_TLS_KEY", authority.key().toString());
        values.put("WEIR_TARGETS_ALLOW_PRIVATE", "true");
        values.put("WEIR_HTTP_EVENT_LOOPS", "2");
        values.put("WEIR_USAGE_DIRECTORY", usage.toString());
        if (ephemeral) values.put("WEIR_USAGE_WINDOW", "2s");
        var settings = NodeSettings.from(read(values, NodeSettings.ALL, List.of()));
        return new Plane(
                "Node " + cluster + "1 of cluster " + cluster,
                "http://127.0.0.1:" + ports.nodes().get(index),
                new Node(
                        settings,
                        metrics ->
                                new KafkaEventLog(
                                        KafkaOptions.of(settings.kafka().bootstrap()),
                                        metrics.registry())));
    }

    /** Only those of the shared values that the process knows. */
    private static Settings read(
            Map<String, String> values, List<Setting<?>> plane, List<Setting<?>> process) {
        var all = new ArrayList<Setting<?>>(plane);
        all.addAll(process);
        var known = all.stream().map(Setting::variable).toList();
        values.keySet().retainAll(known);
        return Settings.read(values, null, all);
    }
}
