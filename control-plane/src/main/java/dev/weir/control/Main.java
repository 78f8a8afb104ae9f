package dev.weir.control;

import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.Settings;
import dev.weir.runtime.SettingsException;
import dev.weir.runtime.process.ProcessSettings;
import java.nio.file.Path;
import java.util.Map;
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
        Lifecycle lifecycle;
        try {
            var settings = Settings.read(environment, file, ControlSettings.ofProcess());
            var process = ProcessSettings.of(settings, ControlSettings.ADMIN_PORT);
            lifecycle =
                    new Lifecycle(process.stopDeadline())
                            .with(
                                    "control-plane",
                                    ControlPlane.process(process, ControlSettings.of(settings)));
        } catch (SettingsException | IllegalArgumentException e) {
            System.err.println("weir: " + e.getMessage());
            return Lifecycle.EXIT_SETTINGS;
        }
        lifecycle.stopOnSignals();
        try {
            lifecycle.start();
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(Main.class)
                    .atError()
                    .setCause(e)
                    .log("control plane did not start");
            return Lifecycle.EXIT_FAILED;
        }
        return lifecycle.awaitStopped() ? Lifecycle.EXIT_OK : Lifecycle.EXIT_FAILED;
    }
}
