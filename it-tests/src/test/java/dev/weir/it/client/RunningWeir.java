package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All of Weir as {@code ./weir up} runs it, in a process of its own. */
public final class RunningWeir implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final WeirProcess process;
    private final JsonNode ready;

    private RunningWeir(WeirProcess process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    /**
     * Starts it on free ports and waits until it is ready; what it keeps is forgotten when it is
     * closed.
     */
    public static RunningWeir start(String... options) throws IOException {
        return run(Stream.concat(Stream.of("--ephemeral"), Stream.of(options)).toList());
    }

    /** The same, on a folder's data, which stay; on free ports unless the options name one. */
    public static RunningWeir startIn(Path data, String... options) throws IOException {
        return run(
                Stream.concat(Stream.of("--data", data.toString()), Stream.of(options)).toList());
    }

    private static RunningWeir run(List<String> options) throws IOException {
        var readyFile = Files.createTempDirectory("weir-it-").resolve("ready.json");
        var command = new ArrayList<>(List.of("up", "--ready-file", readyFile.toString()));
        command.addAll(options);
        if (!options.contains("--port")) command.addAll(List.of("--port", "0"));
        return whenReady(WeirProcess.start(command), readyFile);
    }

    /** Waits for a process to be ready; ends it if that takes too long. */
    public static RunningWeir whenReady(WeirProcess process, Path readyFile) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(readyFile)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                process.kill();
                throw new IOException("Weir did not start:\n" + process.output());
            }
            LockSupport.parkNanos(50_000_000);
        }
        return new RunningWeir(process, new ObjectMapper().readTree(readyFile.toFile()));
    }

    private static final class Shared {
        static final RunningWeir WEIR = startForAll();

        private static RunningWeir startForAll() {
            try {
                var weir = start();
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(weir.process::terminate, "stop shared Weir"));
                return weir;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The one for all tests that break nothing; not to be closed. Each makes environments of its
     * own on it, or has the printed one to itself.
     */
    public static RunningWeir shared() {
        return Shared.WEIR;
    }

    /** A value of the ready file. */
    public String get(String name) {
        return ready.path(name).asText();
    }

    /** All of the ready file. */
    public JsonNode ready() {
        return ready;
    }

    /** Where the first node answers. */
    public URI endpoint() {
        return endpoints().getFirst();
    }

    /** Where the nodes answer. */
    public List<URI> endpoints() {
        return StreamSupport.stream(ready.path("endpoints").spliterator(), false)
                .map(each -> URI.create(each.asText()))
                .toList();
    }

    /**
     * A process of those that the ready file lists, for example {@code node-a1}, {@code kafka}; the
     * planes are in it with {@code --processes} only.
     */
    public ProcessHandle processOf(String name) {
        for (var each : ready.path("processes")) {
            if (!each.path("name").asText().equals(name)) continue;
            return ProcessHandle.of(each.path("pid").asLong()).orElseThrow();
        }
        throw new IllegalArgumentException(name + " is not in the ready file");
    }

    /** The process, which has Kafka and PostgreSQL as children. */
    public WeirProcess process() {
        return process;
    }

    /** Stops it as SIGTERM does, and waits for its end. */
    @Override
    public void close() throws IOException {
        process.terminate();
        if (process.awaitEnd(STOP)) return;
        process.kill();
        throw new IOException(
                "Weir did not stop within %d s:%n%s"
                        .formatted(
                                TimeUnit.NANOSECONDS.toSeconds(STOP.toNanos()), process.output()));
    }
}
