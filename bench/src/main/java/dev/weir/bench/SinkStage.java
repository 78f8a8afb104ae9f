package dev.weir.bench;

import dev.weir.bench.UsageLoad.Published;
import dev.weir.embedded.EmbeddedKafka;
import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.KafkaOptions;
import dev.weir.embedded.PostgresOptions;
import dev.weir.events.json.Topic;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.kafka.KafkaEventLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Kafka, PostgreSQL and a billing meter, each in a process of its own and with its usual settings:
 * what is committed is on the disk.
 */
final class SinkStage implements AutoCloseable {
    /** The secret that the meter knows. */
    static final String SECRET = "a secret of the bench, of 32 bytes or more";

    private static final String DATABASE = "postgres";
    private static final String PREFIX = "weir";

    private final Path root;
    private final Path folder;
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;
    private final KafkaEventLog log;

    private SinkStage(Path root, Path folder, EmbeddedKafka kafka, EmbeddedPostgres postgres) {
        this.root = root;
        this.folder = folder;
        this.kafka = kafka;
        this.postgres = postgres;
        log =
                new KafkaEventLog(
                        dev.weir.runtime.kafka.KafkaOptions.of(kafka.bootstrap()),
                        new SimpleMeterRegistry());
    }

    /** Starts Kafka and PostgreSQL, with empty topics and no meter. */
    static SinkStage set(Path root) throws IOException {
        return set(root, Files.createTempDirectory("weir-bench-sink-"));
    }

    /** The same in a folder, which stays when one of them does not start: their logs are there. */
    static SinkStage set(Path root, Path folder) {
        var kafka = EmbeddedKafka.start(folder.resolve("kafka"), KafkaOptions.DEFAULTS);
        var stage = new SinkStage(root, folder, kafka, postgres(folder, kafka));
        try {
            stage.log.create(List.of(spec(Topic.ENVIRONMENTS), spec(Topic.USAGE)));
            return stage;
        } catch (RuntimeException e) {
            stage.end();
            throw e;
        }
    }

    private static EmbeddedPostgres postgres(Path folder, EmbeddedKafka kafka) {
        try {
            return EmbeddedPostgres.start(folder.resolve("postgres"), PostgresOptions.DEFAULTS);
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private void end() {
        log.close();
        kafka.close();
        postgres.close();
    }

    private static TopicSpec spec(Topic topic) {
        return new TopicSpec(
                topic.in(PREFIX, UsageLoad.REGION),
                topic.partitions(),
                topic.cleanup() == Topic.Cleanup.COMPACT,
                topic.retention());
    }

    /** Publishes, and returns when all of it is durable. */
    void publish(Topic topic, List<Published> records) throws IOException {
        var name = topic.in(PREFIX, UsageLoad.REGION);
        var done =
                records.stream()
                        .map(each -> log.append(name, each.key(), each.value()))
                        .map(stage -> stage.toCompletableFuture())
                        .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(done).join();
        } catch (CompletionException e) {
            throw new IOException("not published", e);
        }
    }

    /** Starts a meter. The caller ends it. */
    Child meter() throws IOException {
        var settings = folder.resolve("meter.properties");
        Files.writeString(
                settings,
                """
                region=%s
                kafka.bootstrap=%s
                billing.database.url=%s
                billing.database.user=%s
                billing.database.password=%s
                billing.port=0
                billing.token=a token of the bench
                billing.usage-secret=%s
                admin.port=0
                """
                        .formatted(
                                UsageLoad.REGION,
                                kafka.bootstrap(),
                                postgres.jdbcUrl(DATABASE),
                                postgres.superuser(),
                                postgres.password(),
                                SECRET));
        return Child.start(
                root,
                folder.resolve("meter.log"),
                Map.of("WEIR_SKIP_BUILD", "1"),
                List.of(
                        root.resolve("weir").toString(),
                        "billing-meter",
                        "--settings",
                        settings.toString()));
    }

    /** A connection to the meter's database. */
    Connection connect() throws SQLException {
        return postgres.connect(DATABASE);
    }

    @Override
    public void close() throws IOException {
        end();
        EmbeddedPostgres.forget(folder.resolve("postgres"));
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
