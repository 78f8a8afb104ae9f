package dev.weir.data;

import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.Settings;
import dev.weir.runtime.SettingsException;
import dev.weir.runtime.admin.Metrics;
import dev.weir.runtime.kafka.KafkaEventLog;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Runs one node from settings: {@code Main [settings file]}. */
public final class Main {
    private Main() {}

    /** The program; exit codes are {@link Lifecycle}'s. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments.length > 0 ? Path.of(arguments[0]) : null));
    }

    private static int run(
            Map<String, String> environment, @org.jspecify.annotations.Nullable Path file) {
        NodeSettings settings;
        try {
            settings = NodeSettings.from(Settings.read(environment, file, NodeSettings.ALL));
        } catch (SettingsException | IllegalArgumentException e) {
            System.err.println("weir: " + e.getMessage());
            return Lifecycle.EXIT_SETTINGS;
        }
        var process =
                new Lifecycle(settings.stopDeadline())
                        .with("node", new Node(settings, metrics -> kafka(settings, metrics)));
        process.stopOnSignals();
        try {
            process.start();
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(Main.class).atError().setCause(e).log("node did not start");
            return Lifecycle.EXIT_FAILED;
        }
        return process.awaitStopped() ? Lifecycle.EXIT_OK : Lifecycle.EXIT_FAILED;
    }

    private static KafkaEventLog kafka(NodeSettings settings, Metrics metrics) {
        return new KafkaEventLog(settings.kafka().options(), metrics.registry());
    }
}
