package dev.weir.standalone;

import dev.weir.standalone.machine.UpPorts;
import dev.weir.standalone.machine.UpSize;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./weir up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Runs all of Weir on this machine, with a real Kafka broker and a real PostgreSQL, and a"
                    + " demo environment to try.",
            "Everything listens on 127.0.0.1. Ctrl-C stops it in order; a second Ctrl-C kills it."
        })
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".weir",
            description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".weir");

    @Option(
            names = "--ephemeral",
            description = "Keep everything in a temporary folder, and forget it at the end.")
    private boolean ephemeral;

    @Option(
            names = "--port",
            paramLabel = "N",
            description =
                    "The first node's port (default: ${DEFAULT-VALUE}). The second node listens on"
                            + " N+1, the control plane on N+4, the billing meter on N+5, Kafka on"
                            + " N+14, PostgreSQL on N+15, health pages 100 higher; more nodes from N+20"
                            + " on. 0: any free ones.")
    private int port = UpPorts.DEFAULT;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Write there, once all is ready, what runs where (JSON).")
    private @Nullable Path readyFile;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "The demo environment's database, postgresql://user:password@host:port/name,"
                            + " instead of the sample database.")
    private @Nullable String databaseUrl;

    @Option(
            names = "--processes",
            description =
                    "Run each plane as processes of their own instead of all in one, so that one can"
                            + " be killed or paused; the ready file lists them.")
    private boolean processes;

    @Option(
            names = "--clusters",
            paramLabel = "C",
            description = "Clusters (default: ${DEFAULT-VALUE}).")
    private int clusters = UpSize.DEFAULT.clusters();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Nodes in each cluster (default: ${DEFAULT-VALUE}).")
    private int nodes = UpSize.DEFAULT.nodesPerCluster();

    @Option(
            names = "--control-planes",
            paramLabel = "P",
            description = "Replicas of the control plane (default: ${DEFAULT-VALUE}).")
    private int controlPlanes = UpSize.DEFAULT.controlPlanes();

    @Option(
            names = "--kafka-advertised-port",
            hidden = true,
            description = "Where Kafka tells its clients that it is: a proxy that breaks links.")
    private int kafkaAdvertisedPort;

    @Override
    public Integer call() throws Exception {
        var size = new UpSize(clusters, nodes, controlPlanes);
        return new Up(
                        new UpOptions(
                                data,
                                ephemeral,
                                port,
                                readyFile,
                                databaseUrl,
                                size,
                                processes,
                                kafkaAdvertisedPort))
                .run();
    }
}
