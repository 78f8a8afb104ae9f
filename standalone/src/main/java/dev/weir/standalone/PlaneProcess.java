package dev.weir.standalone;

import dev.weir.embedded.Children;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;

/**
 * A plane in a process of its own: a child of {@code ./weir up}, which it does not outlive. Its
 * standard input is a pipe that ends with its parent.
 */
final class PlaneProcess implements PlaneHost.Hosted {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Plane plane;
    private final Process process;
    private final Path log;
    private volatile boolean stopping;

    private PlaneProcess(Plane plane, Process process, Path log) {
        this.plane = plane;
        this.process = process;
        this.log = log;
    }

    /** Starts it; {@code logs} is the folder of its log. */
    static PlaneProcess launch(Plane plane, Path settings, Path logs) throws IOException {
        Files.createDirectories(logs);
        var output = Children.turn(logs.resolve(plane.name() + ".out"));
        var builder =
                new ProcessBuilder(command(plane, settings, logs))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(Redirect.PIPE);
        // Its settings are in the file; whoever runs this may have some of others.
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        return new PlaneProcess(plane, builder.start(), output);
    }

    private static List<String> command(Plane plane, Path settings, Path logs) {
        var command = new ArrayList<>(Children.ownProcessGroup());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-ea",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dweir.log.file=" + logs.resolve(plane.name() + ".log"),
                        "-Dlogback.configurationFile=dev/weir/standalone/up-logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        command(plane),
                        "--with-parent",
                        "--settings",
                        settings.toString()));
        return command;
    }

    /** What {@code ./weir} calls it. */
    static String command(Plane plane) {
        return Objects.requireNonNull(
                        plane.command().getClass().getAnnotation(Command.class), plane.name())
                .name();
    }

    long pid() {
        return process.pid();
    }

    /** Runs this with its exit code if it ends without having been asked to. */
    void onUnexpectedEnd(IntConsumer action) {
        var _ =
                process.onExit()
                        .thenAccept(ended -> {
                            if (!stopping) action.accept(ended.exitValue());
                        });
    }

    @Override
    public void awaitReady() throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(plane.health() + "/health/ready"))
                        .timeout(ANSWER_LIMIT)
                        .build();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            while (!isReady(client, request)) {
                if (!process.isAlive()) {
                    throw new UpFailure(
                            "%s did not start: %s".formatted(plane.name(), Children.tail(log)));
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new UpFailure(
                            "%s was not ready after %d s: see %s"
                                    .formatted(plane.name(), START_LIMIT.toSeconds(), log));
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest request)
            throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    /** SIGTERM; SIGKILL when the deadline passes, which reaches one that is paused, too. */
    @Override
    public void stop(Duration deadline) {
        stopping = true;
        process.destroy();
        if (Children.awaitEnd(process, deadline)) return;
        Children.kill(process);
    }
}
