package dev.weir.it.fault;

import dev.weir.it.client.RunningWeir;
import dev.weir.it.client.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The planes of {@code ./weir up --processes}, each killed and started again at will. */
final class UpProcesses implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);

    private final RunningWeir weir;
    private final Path data;
    private final Set<String> killedOfUp = new HashSet<>();
    private final Map<String, WeirProcess> again = new HashMap<>();

    /** {@code data} is the folder that it was started in. */
    UpProcesses(RunningWeir weir, Path data) {
        this.weir = weir;
        this.data = data;
    }

    /** The settings of a process, by its name in the ready file. */
    Path settings(String name) {
        return data.resolve("processes/%s.settings".formatted(name));
    }

    /** The value of one of its settings. */
    String setting(String name, String key) throws IOException {
        try (var lines = Files.lines(settings(name))) {
            return lines.filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The process that runs under that name now. */
    long pid(String name) {
        var own = again.get(name);
        return own == null ? weir.processOf(name).pid() : own.pid();
    }

    /** SIGKILL; returns once it is gone. */
    void kill(String name) throws IOException {
        var own = again.remove(name);
        if (own != null) {
            own.kill();
        } else if (killedOfUp.add(name)) {
            var process = weir.processOf(name);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** Starts one that was killed, with the same settings. */
    void start(String name) throws IOException {
        var command = name.startsWith("node-") ? "node" : name.replaceFirst("-[0-9]+$", "");
        again.put(
                name, WeirProcess.start(List.of(command, "--settings", settings(name).toString())));
    }

    /** SIGTERM to one that was started again; returns once it is gone. */
    void stop(String name) throws IOException {
        var own = Objects.requireNonNull(again.remove(name), name);
        own.terminate();
        if (!own.awaitEnd(STOP)) throw new IOException(name + " did not stop:\n" + own.output());
    }

    /** What all that were started again have printed. */
    String output() throws IOException {
        var text = new StringBuilder();
        for (var each : again.entrySet()) {
            text.append("--- ").append(each.getKey()).append('\n').append(each.getValue().output());
        }
        return text.toString();
    }

    /** Kills the broker, which {@code ./weir up} starts again. */
    void killKafka() throws IOException {
        for (var each : weir.process().descendants().toList()) {
            var line = Path.of("/proc", Long.toString(each.pid()), "cmdline");
            if (Files.exists(line) && Files.readString(line).contains("BrokerMain")) {
                WeirProcess.signal(each.pid(), "KILL");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var each : again.values()) each.terminate();
        for (var each : again.values()) if (!each.awaitEnd(STOP)) each.kill();
    }
}
