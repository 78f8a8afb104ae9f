package dev.weir.standalone;

import dev.weir.billing.BillingMeter;
import dev.weir.billing.BillingSettings;
import dev.weir.control.ControlPlane;
import dev.weir.control.ControlSettings;
import dev.weir.data.Node;
import dev.weir.data.NodeSettings;
import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.ListenFault;
import dev.weir.runtime.Part;
import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.SettingsException;
import dev.weir.runtime.kafka.KafkaEventLog;
import dev.weir.runtime.process.ProcessSettings;
import dev.weir.runtime.process.ServiceManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that run one process of a plane, from settings. */
final class PlaneCommands {
    private static final String CHOOSE_ANOTHER =
            ". Choose another address or port by the settings that end in .host and .port";

    private PlaneCommands() {}

    abstract static class Plane implements Callable<Integer> {
        @Option(
                names = "--settings",
                paramLabel = "FILE",
                description = "A file of key=value lines; WEIR_… variables come before it.")
        private @Nullable Path file;

        @Option(
                names = "--with-parent",
                hidden = true,
                description = "Stop when standard input ends, as it does when the parent dies.")
        private boolean withParent;

        abstract List<Setting<?>> keys();

        abstract Made made(Settings settings);

        /** A process's one part, and how long it may take to stop. */
        record Made(String name, Part part, Duration stopDeadline) {}

        @Override
        public Integer call() {
            Made process;
            try {
                process = made(Settings.read(System.getenv(), file, keys()));
            } catch (SettingsException | IllegalArgumentException e) {
                System.err.println("weir: " + e.getMessage());
                return Lifecycle.EXIT_SETTINGS;
            }
            var serviceManager = ServiceManager.of(System.getenv());
            var lifecycle =
                    new Lifecycle(process.stopDeadline())
                            .with(process.name(), process.part())
                            .with("service manager", stopping(serviceManager));
            lifecycle.stopOnSignals();
            if (withParent) stopWithInput(lifecycle);
            try {
                lifecycle.start();
            } catch (IllegalStateException e) {
                if (!ListenFault.caused(e)) throw e;
                System.err.println("weir: " + e.getMessage() + CHOOSE_ANOTHER);
                return Lifecycle.EXIT_FAILED;
            }
            serviceManager.ready();
            return lifecycle.awaitStopped() ? Lifecycle.EXIT_OK : Lifecycle.EXIT_FAILED;
        }
    }

    /** The last part, so that it is the first to hear of the end. */
    private static Part stopping(ServiceManager serviceManager) {
        return new Part() {
            @Override
            public void start() {}

            @Override
            public void stop(Duration deadline) {
                serviceManager.stopping();
            }
        };
    }

    private static void stopWithInput(Lifecycle lifecycle) {
        Thread.ofPlatform()
                .daemon()
                .name("parent")
                .start(() -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException _) {
                        // It is over all the same.
                    }
                    lifecycle.stop();
                });
    }

    @Command(
            name = "node",
            mixinStandardHelpOptions = true,
            description = "Runs one data-plane node.")
    static final class OfNode extends Plane {
        @Override
        List<Setting<?>> keys() {
            return NodeSettings.ALL;
        }

        @Override
        Made made(Settings settings) {
            var node = NodeSettings.from(settings);
            var kafka = node.kafka().options();
            return new Made(
                    "node",
                    new Node(node, metrics -> new KafkaEventLog(kafka, metrics.registry())),
                    node.stopDeadline());
        }
    }

    @Command(
            name = "control-plane",
            mixinStandardHelpOptions = true,
            description = "Runs the control plane of a region.")
    static final class OfControlPlane extends Plane {
        @Override
        List<Setting<?>> keys() {
            return ControlSettings.ofProcess();
        }

        @Override
        Made made(Settings settings) {
            var process = ProcessSettings.of(settings, ControlSettings.ADMIN_PORT);
            return new Made(
                    "control plane",
                    ControlPlane.process(process, ControlSettings.of(settings)),
                    process.stopDeadline());
        }
    }

    @Command(
            name = "billing-meter",
            mixinStandardHelpOptions = true,
            description = "Runs a billing meter.")
    static final class OfBillingMeter extends Plane {
        @Override
        List<Setting<?>> keys() {
            return BillingSettings.ofProcess();
        }

        @Override
        Made made(Settings settings) {
            var process = ProcessSettings.of(settings, BillingSettings.ADMIN_PORT);
            return new Made(
                    "billing meter",
                    BillingMeter.process(process, BillingSettings.of(settings)),
                    process.stopDeadline());
        }
    }
}
