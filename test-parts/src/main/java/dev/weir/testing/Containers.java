package dev.weir.testing;

import java.time.Duration;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The parts as containers, of the versions that the embedded ones have. Testcontainers removes them
 * when the JVM ends, however it ends.
 */
final class Containers {
    private static final DockerImageName POSTGRES = DockerImageName.parse("postgres:18.6");
    private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
    private static final String USER = "postgres";
    private static final String PASSWORD = "weir-test";
    // A first start downloads the image.
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private Containers() {}

    @SuppressWarnings("resource") // It is the JVM's, not the caller's.
    static TestDatabase postgres(int maxConnections) {
        var container =
                new PostgreSQLContainer(POSTGRES)
                        .withDatabaseName("postgres")
                        .withUsername(USER)
                        .withPassword(PASSWORD)
                        // Text sorts as on the embedded server.
                        .withEnv(
                                "POSTGRES_INITDB_ARGS",
                                "--auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin"
                                        + " --builtin-locale=C.UTF-8 --locale=C")
                        .withEnv("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
                        .withStartupTimeout(START_LIMIT);
        container.setCommand(
                "postgres",
                "-c",
                "max_connections=" + maxConnections,
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "synchronous_commit=off",
                "-c",
                "timezone=UTC");
        container.start();
        return new TestDatabase(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                "postgres",
                USER,
                PASSWORD);
    }

    @SuppressWarnings("resource") // It is the JVM's, not the caller's.
    static String kafka() {
        var container =
                new KafkaContainer(KAFKA)
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                        .withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "1000")
                        .withEnv("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "3000")
                        .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "500")
                        .withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "1000")
                        .withStartupTimeout(START_LIMIT);
        container.start();
        return container.getBootstrapServers();
    }
}
