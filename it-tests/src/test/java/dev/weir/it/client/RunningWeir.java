package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All of Weir as {@code ./weir up} runs it, in a process of its own, forgotten when it is closed.
 */
final class RunningWeir implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Process process;
    private final JsonNode ready;

    private RunningWeir(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    /** Starts it on free ports and waits until it is ready. */
    static RunningWeir start(String... options) throws IOException {
        var folder = Files.createTempDirectory("weir-it-");
        var readyFile = folder.resolve("ready.json");
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx512m",
                                "-ea",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.weir.standalone.Main",
                                "up",
                                "--ephemeral",
                                "--port",
                                "0",
                                "--ready-file",
                                readyFile.toString()));
        command.addAll(List.of(options));
        var output = folder.resolve("output.log");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .start();
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(readyFile)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                process.destroy();
                throw new IOException("Weir did not start:\n" + Files.readString(output));
            }
            LockSupport.parkNanos(50_000_000);
        }
        return new RunningWeir(process, new ObjectMapper().readTree(readyFile.toFile()));
    }

    /** A value of the ready file. */
    String get(String name) {
        return ready.path(name).asText();
    }

    /** Where the first node answers. */
    URI endpoint() {
        return URI.create(ready.path("endpoints").path(0).asText());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("Weir did not stop within " + STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
