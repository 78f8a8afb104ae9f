package dev.weir.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the embedded parts' processes have in common. */
public final class Children {
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final int TAIL_BYTES = 4_000;

    private Children() {}

    /**
     * A prefix that takes a command out of the terminal's process group: a Ctrl-C is for the JVM,
     * which then stops its children in the order that it knows.
     */
    public static List<String> ownProcessGroup() {
        if (program("setsid").isPresent()) return List.of("setsid");
        if (program("perl").isPresent()) {
            return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or exit 127");
        }
        return List.of();
    }

    /** Where a program of that name stands on the path. */
    static Optional<Path> program(String name) {
        var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Closes the process's standard input, which asks it to stop, and waits; then kills it. */
    static void stop(Process process, Duration deadline) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        if (!awaitEnd(process, deadline)) kill(process);
    }

    /** Kills the process with all that it started, as a crash would, and sees them gone. */
    public static void kill(Process process) {
        var all = process.descendants().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        if (!awaitEnd(process, END_LIMIT) || !all.stream().allMatch(Children::awaitEnd)) {
            throw new IllegalStateException("process " + process.pid() + " outlives kill -9");
        }
    }

    public static boolean awaitEnd(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private static boolean awaitEnd(ProcessHandle process) {
        var deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (process.isAlive()) {
            if (System.nanoTime() - deadline > 0) return false;
            pause();
        }
        return true;
    }

    /** One turn of waiting for a file or a process that gives no signal. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a child process", e);
        }
    }

    /** The end of a log, for a failure's message. */
    public static String tail(Path log) {
        try {
            var bytes = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
            var from = Math.max(0, bytes.length - TAIL_BYTES);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Keeps one generation of a log, so that restarts do not let it grow for ever. */
    public static Path turn(Path log) {
        try {
            if (Files.exists(log)) {
                Files.move(
                        log,
                        log.resolveSibling(log.getFileName() + ".1"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
