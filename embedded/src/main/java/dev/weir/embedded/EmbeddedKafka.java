package dev.weir.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real Kafka broker, its own controller (KRaft), in a JVM of its own: so it can be killed, and it
 * takes nobody down with it. Its data stay in the folder and are there after a restart. For one
 * thread at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path home;
    private final KafkaOptions options;
    private final int port;
    private final int controllerPort;
    private Process broker;

    private EmbeddedKafka(Path home, KafkaOptions options) throws IOException {
        this.home = Files.createDirectories(home.toAbsolutePath().normalize());
        this.options = options;
        port = options.port() == 0 ? Ports.free() : options.port();
        controllerPort = Ports.free();
        broker = launch();
    }

    /**
     * Starts a broker on a folder's data, making them when there are none, and returns when it
     * serves.
     *
     * @throws IllegalStateException when it does not come up, with the end of its log
     */
    public static EmbeddedKafka start(Path home, KafkaOptions options) {
        try {
            return new EmbeddedKafka(home, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What clients bootstrap from: the same after {@link #restart}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** The loopback port that clients use. */
    public int port() {
        return port;
    }

    /** The process that is, or was last, the broker. */
    public long pid() {
        return broker.pid();
    }

    /** Completes when the present broker's process ends, for whatever reason. */
    public CompletionStage<Void> ended() {
        return broker.onExit().thenAccept(_ -> {});
    }

    /** Kills the broker as a crash would ({@code kill -9}). */
    public void kill() {
        Children.kill(broker);
    }

    /** Stops the broker gracefully, and kills it when the deadline passes. */
    public void stop(Duration deadline) {
        Children.stop(broker, deadline);
    }

    /** Starts it again on the same port and data, after {@link #kill} or {@link #stop}. */
    public void restart() {
        if (broker.isAlive()) throw new IllegalStateException("the broker runs");
        try {
            broker = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it. The data stay. */
    @Override
    public void close() {
        stop(STOP_LIMIT);
    }

    private Process launch() throws IOException {
        var log = Children.turn(home.resolve("broker.log"));
        var process =
                new ProcessBuilder(command(writeSettings()))
                        .redirectError(log.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.PIPE)
                        .start();
        try {
            awaitReady(process, log);
        } catch (RuntimeException e) {
            Children.kill(process);
            throw e;
        }
        return process;
    }

    private List<String> command(Path settings) {
        var command = new ArrayList<>(Children.ownProcessGroup());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xms32m",
                        "-Xmx" + options.heapMegabytes() + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        // Kafka asks log4j's API whether log4j is there, which then complains.
                        "-Dlog4j2.StatusLogger.level=OFF",
                        "-Dlogback.configurationFile=dev/weir/embedded/broker-logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        settings.toString()));
        return command;
    }

    private Path writeSettings() throws IOException {
        var settings = new Properties();
        settings.putAll(BrokerSettings.of(home.resolve("data"), port, controllerPort));
        settings.putAll(options.settings());
        var file = home.resolve("server.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return file;
    }

    /** The broker says {@link BrokerMain#READY} in a line of its own once it serves. */
    private void awaitReady(Process process, Path log) {
        var ready = new CompletableFuture<Boolean>();
        Thread.ofVirtual()
                .name("kafka output")
                .start(() -> ready.complete(saysReady(process.inputReader())));
        try {
            if (ready.get(options.startLimit().toMillis(), TimeUnit.MILLISECONDS)) return;
            throw new IllegalStateException("Kafka did not start: " + Children.tail(log));
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka was not ready after %d s: %s"
                            .formatted(options.startLimit().toSeconds(), Children.tail(log)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka started", e);
        }
    }

    private static boolean saysReady(BufferedReader output) {
        return output.lines().anyMatch(BrokerMain.READY::equals);
    }
}
