package dev.weir.standalone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.weir.embedded.PrivateFile;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs where, as {@code --ready-file} writes it: for programs. It holds secrets, so it is the
 * owner's alone.
 *
 * @param endpoints the URL of each node
 * @param healthUrls where each node's health pages and metrics are, in the same order
 * @param prismaUrl what a Prisma Client takes as {@code accelerateUrl}, or one of version 6 without
 *     an engine as its {@code datasourceUrl}
 * @param prismaTlsUrl the same over TLS, which version 5 always speaks
 * @param caFile PEM file of the authority that clients over TLS have to trust
 * @param sqlUrl the connection string that the serverless SQL driver takes; where it finds Weir on
 *     this machine is its {@code fetchEndpoint}, an endpoint and {@code /sql}
 * @param databaseUrl the sample database itself
 * @param adminToken the bearer token of the management API and of the billing meter
 * @param pid of {@code ./weir up} itself
 * @param processes what it started, and with {@code --processes} each plane
 */
record ReadyFile(
        List<String> endpoints,
        List<String> healthUrls,
        String prismaUrl,
        String prismaTlsUrl,
        String caFile,
        String sqlUrl,
        String apiKey,
        String environmentId,
        String databaseUrl,
        String controlUrl,
        String adminToken,
        String billingUrl,
        String kafkaBootstrap,
        long pid,
        List<Running> processes) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * A process of Weir's that runs.
     *
     * @param name such as {@code node-a1}, {@code control-plane-1}, {@code kafka}
     * @param cluster of a node; left out for others
     * @param endpoint where it answers
     * @param health where its health pages are; left out where there are none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Running(
            String name,
            @Nullable String cluster,
            long pid,
            String endpoint,
            @Nullable String health) {}

    ReadyFile {
        endpoints = List.copyOf(endpoints);
        healthUrls = List.copyOf(healthUrls);
        processes = List.copyOf(processes);
    }

    /** Writes it whole: whoever sees the file sees all of it. */
    void write(Path file) throws IOException {
        var absolute = file.toAbsolutePath();
        var folder = absolute.getParent();
        if (folder != null) Files.createDirectories(folder);
        PrivateFile.write(absolute, JSON.writeValueAsString(this) + "\n");
    }

    /**
     * What runs now.
     *
     * @throws UpFailure when nothing does
     */
    static ReadyFile read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new UpFailure(
                    "Weir does not run here: start it with ./weir up (%s is missing)"
                            .formatted(file));
        }
        return JSON.readValue(Files.readString(file), ReadyFile.class);
    }

    @Override
    public String toString() {
        return "ready file of process " + pid;
    }
}
