package dev.weir.standalone.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks what {@code ./weir up} needs from this machine before anything is built or started: free
 * ports, a usable data folder, a database that accepts connections. The classes it needs use only
 * the JDK, so the launcher compiles them from their sources in a second where no build exists.
 */
final class UpChecks {
    private UpChecks() {}

    /** Checks the options of {@code up}; the exit code is 1 if one cannot be met. */
    public static void main(String[] arguments) {
        try {
            check(new UpArguments(List.of(arguments)));
        } catch (UpFailure | IOException e) {
            System.err.println("weir: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void check(UpArguments asked) throws IOException {
        var size =
                new UpSize(
                        asked.number("--clusters", UpSize.DEFAULT.clusters()),
                        asked.number("--nodes", UpSize.DEFAULT.nodesPerCluster()),
                        asked.number("--control-planes", UpSize.DEFAULT.controlPlanes()));
        var ports = UpPorts.from(asked.number("--port", UpPorts.DEFAULT), size);
        if (!asked.has("--ephemeral")) {
            DataFolder.open(Path.of(asked.text("--data").orElse(".weir"))).close();
        }
        ports.requireFree();
        asked.text("--database-url").ifPresent(DatabaseAddress::requireReachable);
    }
}
