package dev.weir.standalone;

import dev.weir.embedded.EmbeddedKafka;
import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.KafkaOptions;
import dev.weir.embedded.PostgresOptions;
import dev.weir.standalone.machine.DataFolder;
import dev.weir.standalone.machine.UpFailure;
import dev.weir.standalone.machine.UpPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The broker and the database server, started together, and again should one of them die. */
final class EmbeddedParts {
    // Before a part that died is started again; doubled while it does not last.
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LASTING = Duration.ofMinutes(1);
    // A first start unpacks and initialises, and the machine may be busy with both at once.
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final CompletableFuture<EmbeddedKafka> kafka;
    private final CompletableFuture<EmbeddedPostgres> postgres;
    private final Progress progress;
    private volatile boolean stopping;

    private EmbeddedParts(
            CompletableFuture<EmbeddedKafka> kafka,
            CompletableFuture<EmbeddedPostgres> postgres,
            Progress progress) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.progress = progress;
    }

    /** Begins to start both and returns at once. */
    static EmbeddedParts start(
            DataFolder folder,
            UpPorts ports,
            int kafkaAdvertisedPort,
            int maxConnections,
            Progress progress) {
        var kafkaOptions =
                new KafkaOptions(
                        ports.kafka(),
                        128,
                        START_LIMIT,
                        kafkaAdvertisedPort == 0
                                ? KafkaOptions.DEFAULTS.settings()
                                : Map.of(
                                        "advertised.listeners",
                                        "PLAINTEXT://127.0.0.1:" + kafkaAdvertisedPort));
        var postgresOptions =
                new PostgresOptions(
                        ports.postgres(),
                        maxConnections,
                        true,
                        START_LIMIT,
                        PostgresOptions.DEFAULTS.settings());
        return new EmbeddedParts(
                async(() -> {
                    var kafka = EmbeddedKafka.start(folder.resolve("kafka"), kafkaOptions);
                    progress.say("Kafka serves on " + kafka.bootstrap());
                    return kafka;
                }),
                async(() -> {
                    var postgres = EmbeddedPostgres.start(postgresHome(folder), postgresOptions);
                    progress.say("PostgreSQL serves on 127.0.0.1:" + postgres.port());
                    return postgres;
                }),
                progress);
    }

    /** Removes the database server's data, wherever they are; it is stopped. */
    static void forgetPostgres(DataFolder folder) throws IOException {
        EmbeddedPostgres.forget(postgresHome(folder));
    }

    private static Path postgresHome(DataFolder folder) {
        return folder.resolve("postgres");
    }

    EmbeddedKafka kafka() {
        return await(kafka);
    }

    EmbeddedPostgres postgres() {
        return await(postgres);
    }

    /** Both, as they run now. */
    List<ReadyFile.Running> running() {
        return List.of(
                new ReadyFile.Running("kafka", null, kafka().pid(), kafka().bootstrap(), null),
                new ReadyFile.Running(
                        "postgres",
                        null,
                        postgres().pid(),
                        "127.0.0.1:" + postgres().port(),
                        null));
    }

    /** From now on a part that dies is started again, on the same port and data. */
    void keepAlive() {
        keepAlive("Kafka", kafka()::ended, kafka()::restart);
        keepAlive("PostgreSQL", postgres()::ended, postgres()::restart);
    }

    /** Stops both within the deadline, however far they came. */
    void stop(Duration deadline) {
        stopping = true;
        awaitRestartUnderWay();
        var stops =
                CompletableFuture.allOf(
                        kafka.handleAsync((started, _) -> {
                            if (started != null) started.stop(deadline);
                            return null;
                        }),
                        postgres.handleAsync((started, _) -> {
                            if (started != null) started.stop(deadline);
                            return null;
                        }));
        stops.join();
    }

    private void keepAlive(String name, Supplier<CompletionStage<Void>> ended, Runnable restart) {
        Thread.ofVirtual()
                .name("keep " + name)
                .start(() -> {
                    var pause = SHORTEST_PAUSE;
                    while (true) {
                        long since = System.nanoTime();
                        ended.get().toCompletableFuture().join();
                        if (stopping) return;
                        progress.say(name + " ended unexpectedly: starting it again");
                        boolean lasted = System.nanoTime() - since > LASTING.toNanos();
                        pause = lasted ? SHORTEST_PAUSE : pause;
                        pause(pause);
                        restartOnce(name, restart);
                        var doubled = pause.multipliedBy(2);
                        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
                    }
                });
    }

    private synchronized void restartOnce(String name, Runnable restart) {
        if (stopping) return;
        try {
            restart.run();
            progress.say(name + " serves again");
        } catch (IllegalStateException e) {
            progress.say(name + " did not start again: " + e.getMessage());
        }
    }

    private synchronized void awaitRestartUnderWay() {
        assert stopping : "or the next one begins at once";
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> CompletableFuture<T> async(Supplier<T> start) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform()
                .name("start")
                .start(() -> {
                    try {
                        result.complete(start.get());
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new UpFailure(
                    String.valueOf(java.util.Objects.requireNonNull(e.getCause()).getMessage()), e);
        }
    }
}
