package dev.weir.it.client;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process of the program that {@code ./weir} runs, with what it printed. */
public final class WeirProcess {
    private static final Duration KILL = Duration.ofSeconds(20);

    private final Process process;
    private final Path output;

    private WeirProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Runs a command of it, for example {@code up}, on this JVM's class path. */
    public static WeirProcess start(List<String> arguments) throws IOException {
        return start(arguments, Map.of());
    }

    /** The same, with these variables in its environment. */
    public static WeirProcess start(List<String> arguments, Map<String, String> variables)
            throws IOException {
        var command = new ArrayList<>(java());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("dev.weir.standalone.Main");
        command.addAll(arguments);
        return run(command, variables);
    }

    /** A JVM with the launcher's options. */
    public static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-ea",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    /** Runs any command. */
    public static WeirProcess run(List<String> command, Map<String, String> variables)
            throws IOException {
        var output = Files.createTempDirectory("weir-it-").resolve("output.log");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile());
        // The build's own: a process would take them for misspelt settings.
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().putAll(variables);
        return new WeirProcess(builder.start(), output);
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs still. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed up to now. */
    public String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** All processes that it started, and those started. */
    public Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /**
     * Those of them that run a program of this name: {@code java} is Kafka, {@code postgres}
     * PostgreSQL with its sessions.
     */
    public List<ProcessHandle> descendants(String program) {
        return descendants()
                .filter(each -> each.info().command().orElse("").endsWith("/" + program))
                .toList();
    }

    /** Whether its JVM has a class by now whose name is like that, as the JVM itself says. */
    public boolean hasLoaded(Pattern name) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var asked =
                new ProcessBuilder(jcmd, Long.toString(pid()), "VM.classes")
                        .redirectErrorStream(true)
                        .start();
        var classes = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!classes.contains("dev.weir.standalone.Main")) throw new IOException(classes);
        return name.matcher(classes).find();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends it a signal by name, for example INT. */
    public void signal(String name) throws IOException {
        signal(pid(), name);
    }

    /** Sends any process a signal by name. */
    public static void signal(long pid, String name) throws IOException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        try {
            if (kill.waitFor() != 0) throw new IOException("kill -" + name + " failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether it ends within the limit. */
    public boolean awaitEnd(Duration limit) throws IOException {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** How it ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Kills it with all that it started (SIGKILL). */
    public void kill() throws IOException {
        var all = descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(KILL);
    }
}
