package dev.weir.control;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.Health;
import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.Part;
import dev.weir.runtime.Settings;
import dev.weir.runtime.SettingsException;
import dev.weir.runtime.admin.AdminServer;
import dev.weir.runtime.admin.Metrics;
import dev.weir.runtime.kafka.KafkaEventLog;
import dev.weir.runtime.kafka.KafkaOptions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs one control plane from settings: {@code Main [settings file]}. */
public final class Main {
    private Main() {}

    /** The program; exit codes are {@link Lifecycle}'s. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments.length > 0 ? Path.of(arguments[0]) : null));
    }

    private static int run(Map<String, String> environment, @Nullable Path file) {
        ProcessSettings settings;
        try {
            settings = ProcessSettings.of(Settings.read(environment, file, ProcessSettings.ALL));
        } catch (SettingsException | IllegalArgumentException e) {
            System.err.println("weir: " + e.getMessage());
            return Lifecycle.EXIT_SETTINGS;
        }
        var metrics = new Metrics();
        var health = new Health();
        var vertx = Vertx.vertx();
        var log =
                new KafkaEventLog(
                        KafkaOptions.of(settings.kafkaBootstrap())
                                .withReplicationFactor(settings.kafkaReplicationFactor()),
                        metrics.registry());
        var process =
                new Lifecycle(settings.stopDeadline())
                        .with("surroundings", new Surroundings(vertx, log, metrics))
                        .with(
                                "admin",
                                new AdminServer(
                                        vertx,
                                        settings.adminHost(),
                                        settings.adminPort(),
                                        health,
                                        metrics))
                        .with(
                                "control-plane",
                                new ControlPlane(
                                        settings.control(),
                                        log,
                                        vertx,
                                        metrics.registry(),
                                        health,
                                        InstantSource.system()));
        process.stopOnSignals();
        try {
            process.start();
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(Main.class)
                    .atError()
                    .setCause(e)
                    .log("control plane did not start");
            return Lifecycle.EXIT_FAILED;
        }
        return process.awaitStopped() ? Lifecycle.EXIT_OK : Lifecycle.EXIT_FAILED;
    }

    /** What the parts share and must not outlive: closed when all of them have stopped. */
    private record Surroundings(Vertx vertx, EventLog log, Metrics metrics) implements Part {
        @Override
        public void start() {
            // They are open already: the parts were made with them.
        }

        @Override
        public void stop(Duration deadline) throws Exception {
            log.close();
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
            metrics.close();
        }
    }
}
