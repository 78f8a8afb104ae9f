package dev.weir.bench;

import dev.weir.embedded.EmbeddedKafka;
import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.KafkaOptions;
import dev.weir.embedded.PostgresOptions;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.Secret;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.kafka.KafkaEventLog;
import dev.weir.runtime.tls.LocalAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Kafka, PostgreSQL and one node that knows of peers, each in a process of its own and with its
 * usual settings, and a {@link StandInControl} for the control plane.
 */
final class NodeStage implements AutoCloseable {
    private static final String KEY_SECRET = "a secret of the bench, of 32 bytes or more";
    private static final String DATABASE = "postgres";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String NODE = "a1";
    private static final int MASTER_KEY_BYTES = 32;

    private final Path root;
    private final Path folder;
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;
    private final KafkaEventLog log;
    private final SecureRandom random = new SecureRandom();
    private final String masterKey;

    private NodeStage(Path root, Path folder, EmbeddedKafka kafka, EmbeddedPostgres postgres) {
        this.root = root;
        this.folder = folder;
        this.kafka = kafka;
        this.postgres = postgres;
        var bytes = new byte[MASTER_KEY_BYTES];
        random.nextBytes(bytes);
        masterKey = "k1:" + Base64.getEncoder().encodeToString(bytes);
        log =
                new KafkaEventLog(
                        dev.weir.runtime.kafka.KafkaOptions.of(kafka.bootstrap()),
                        new SimpleMeterRegistry());
    }

    /** Starts Kafka, with empty topics, and PostgreSQL; no node yet. */
    static NodeStage set(Path root) throws IOException {
        var folder = Files.createTempDirectory("weir-bench-node-");
        var kafka = EmbeddedKafka.start(folder.resolve("kafka"), KafkaOptions.DEFAULTS);
        var postgres = EmbeddedPostgres.start(folder.resolve("postgres"), PostgresOptions.DEFAULTS);
        var stage = new NodeStage(root, folder, kafka, postgres);
        stage.log.create(Arrays.stream(Topic.values()).map(NodeStage::spec).toList());
        return stage;
    }

    private static TopicSpec spec(Topic topic) {
        return new TopicSpec(
                StandInControl.topic(topic),
                topic.partitions(),
                topic.cleanup() == Topic.Cleanup.COMPACT,
                topic.retention());
    }

    StandInControl control() {
        return new StandInControl(log);
    }

    RegisteredEnvironments environments() {
        return new RegisteredEnvironments(
                postgres.url(DATABASE),
                EnvelopeCipher.of(new Secret(masterKey), random),
                KEY_SECRET);
    }

    /** A folder for what the bench writes. */
    Path folder() {
        return folder;
    }

    /** Starts the node. The caller ends it. */
    Child node() throws IOException {
        var authority = LocalAuthority.create("bench", Instant.now(), random);
        var certificate =
                authority.issue(
                        List.of(NODE + "." + RegisteredEnvironments.REGION + ".weir.internal"),
                        Instant.now(),
                        Duration.ofDays(1));
        var settings = folder.resolve("node.properties");
        Files.writeString(
                settings,
                """
                region=%s
                cluster=a
                node.id=%s
                http.port=0
                admin.port=0
                peer.port=0
                peer.tls.certificate=%s
                peer.tls.key=%s
                peer.tls.authority=%s
                targets.allow-private=true
                kafka.bootstrap=%s
                master-keys=%s
                key-hashing-secret=%s
                usage.directory=%s
                """
                        .formatted(
                                RegisteredEnvironments.REGION,
                                NODE,
                                file("node.pem", certificate.certificate()),
                                file("node.key", certificate.key().value()),
                                file("authority.pem", authority.certificate()),
                                kafka.bootstrap(),
                                masterKey,
                                KEY_SECRET,
                                folder.resolve("usage")));
        return Child.start(
                root,
                folder.resolve("node.log"),
                Map.of("WEIR_SKIP_BUILD", "1"),
                List.of(
                        root.resolve("weir").toString(),
                        "node",
                        "--settings",
                        settings.toString()));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Waits until a node has spoken. */
    NodeHeartbeat firstHeartbeat(StandInControl control) throws IOException {
        await("a heartbeat", () -> control.heard() != null);
        var heard = control.heard();
        if (heard == null) throw new IOException("no heartbeat");
        return heard;
    }

    /** Waits for something that a node does, for a bounded time. */
    void await(String what, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException(
                        "waited in vain for %s; the node's last words:%n%s"
                                .formatted(what, lastWords()));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private String lastWords() throws IOException {
        var lines = Files.readAllLines(folder.resolve("node.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() throws IOException {
        log.close();
        kafka.close();
        postgres.close();
        EmbeddedPostgres.forget(folder.resolve("postgres"));
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
