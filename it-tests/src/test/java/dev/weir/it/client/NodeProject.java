package dev.weir.it.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Node.js application under {@code it-tests/clients}, installed from its lock file and run as its
 * users would.
 */
final class NodeProject {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(10);

    private final Path directory;

    private NodeProject(Path directory) {
        this.directory = directory;
    }

    /** What a program printed and how it ended. */
    record Ended(int exitCode, String output) {}

    /**
     * The project of that name with its packages installed and its Prisma client, if it has one,
     * generated. Both are done once for each state of its lock file and schema. Needs no network
     * beyond npm's registry: no engine is downloaded.
     *
     * @param generating options for the client's generation
     */
    static NodeProject installed(String name, String... generating) {
        var project = new NodeProject(Path.of("clients", name).toAbsolutePath());
        try {
            project.install(List.of(generating));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return project;
    }

    private void install(List<String> generating) throws IOException {
        var stamp = directory.resolve("node_modules/.weir-installed");
        Files.createDirectories(directory.resolve("node_modules"));
        try (var lock =
                        FileChannel.open(
                                directory.resolve("node_modules/.weir-lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = lock.lock()) {
            var schema = directory.resolve("schema.prisma");
            var state =
                    Files.readString(directory.resolve("package-lock.json"))
                            + (Files.exists(schema) ? Files.readString(schema) : "");
            var wanted = Integer.toHexString(state.hashCode()) + "-" + state.length();
            if (held.isValid() && Files.exists(stamp) && Files.readString(stamp).equals(wanted))
                return;
            must("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            if (Files.exists(schema)) generate(schema, generating);
            Files.writeString(stamp, wanted);
        }
    }

    /**
     * Generates one more Prisma client.
     *
     * @param name of the schema's file
     * @param schema names the folder of the client
     * @param generating options for the client's generation
     */
    void generate(String name, String schema, String... generating) throws IOException {
        var file = Files.writeString(directory.resolve(name + ".prisma"), schema);
        generate(file, List.of(generating));
    }

    private void generate(Path schema, List<String> generating) throws IOException {
        var command = new ArrayList<>(List.of("node", "node_modules/prisma/build/index.js"));
        command.addAll(List.of("generate", "--schema", schema.toString()));
        generating.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        must(command.toArray(String[]::new));
    }

    private void must(String... command) throws IOException {
        var ended = run(INSTALL_LIMIT, Map.of(), command);
        if (ended.exitCode() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + ended.output());
        }
    }

    /**
     * Runs a program in the project's directory, at most for {@code limit}; then it is killed, and
     * that is a failure.
     */
    Ended run(Duration limit, Map<String, String> environment, String... command)
            throws IOException {
        var output = Files.createTempFile("weir-node-", ".log");
        try {
            var builder =
                    new ProcessBuilder(new ArrayList<>(List.of(command)))
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            builder.environment()
                    .putAll(
                            Map.of(
                                    "PRISMA_SCHEMA_ENGINE_BINARY",
                                    directory.resolve("fake-engine.sh").toString(),
                                    "PRISMA_MIGRATION_ENGINE_BINARY", // 4.x
                                    directory.resolve("fake-engine.sh").toString(),
                                    "PRISMA_QUERY_ENGINE_LIBRARY",
                                    directory.resolve("fake-engine.sh").toString(),
                                    "PRISMA_QUERY_ENGINE_BINARY",
                                    directory.resolve("fake-engine.sh").toString(),
                                    "PRISMA_SKIP_POSTINSTALL_GENERATE",
                                    "1",
                                    "PRISMA_HIDE_UPDATE_MESSAGE",
                                    "1",
                                    "CHECKPOINT_DISABLE",
                                    "1",
                                    "NO_COLOR",
                                    "1"));
            var process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Ended(
                    ended ? process.exitValue() : -1,
                    Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command[0], e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
