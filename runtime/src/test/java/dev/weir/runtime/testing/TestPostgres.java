package dev.weir.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server on a loopback port, for tests. It does not fsync (the machine may not
 * crash, the server may), asks for a password (SCRAM), and goes with the JVM that started it,
 * however that ends.
 *
 * <p>Most tests want {@link #freshDatabase()}, on the one server that all tests of a JVM run share.
 * A test that stops or kills its server starts one of its own with {@link #start}.
 */
public final class TestPostgres implements AutoCloseable {
    private static final String USER = "weir";
    private static final String PASSWORD = "weir-test";
    private static final String NOBODY = "65534";
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path home;
    private final Path folder;
    private final int port;
    private final Map<String, String> settings;
    private Process keeper;

    private static final class Shared {
        static final TestPostgres SERVER = start(Map.of("max_connections", "200"));
    }

    private TestPostgres(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        home = PostgresBinaries.home();
        try {
            folder = Files.createTempDirectory("weir-postgres-");
            port = freePort();
            initialise();
            keeper = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop postgres " + port));
    }

    /** The server that all tests of this JVM share. */
    public static TestPostgres shared() {
        return Shared.SERVER;
    }

    /** A new empty database on the shared server. */
    public static TestDatabase freshDatabase() {
        return shared().createDatabase();
    }

    /**
     * Starts a server of the caller's own.
     *
     * @param settings of {@code postgresql.conf}, for example {@code max_connections}
     */
    public static TestPostgres start(Map<String, String> settings) {
        return new TestPostgres(settings);
    }

    /** The loopback port, the same after {@link #restart}. */
    public int port() {
        return port;
    }

    /** A new empty database. */
    public TestDatabase createDatabase() {
        var name = "t" + DATABASES.incrementAndGet() + "_" + ProcessHandle.current().pid();
        try (var connection = maintenance().connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase("127.0.0.1", port, name, USER, PASSWORD);
    }

    /** The database {@code postgres}: to watch {@code pg_stat_activity}, or to end sessions. */
    public TestDatabase maintenance() {
        return new TestDatabase("127.0.0.1", port, "postgres", USER, PASSWORD);
    }

    /** Kills the server with all its sessions, as a crash would. Data stay. */
    public void kill() {
        var all = keeper.descendants().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(keeper);
        all.forEach(process -> process.onExit().join());
    }

    /** Starts it again on the same port and data, after {@link #kill} or {@link #stop}. */
    public void restart() {
        try {
            keeper = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server, ending its sessions. Data stay. */
    public void stop() {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            keeper.destroy();
        }
        awaitEnd(keeper);
    }

    /** Stops it and removes its data. */
    @Override
    public void close() {
        stop();
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        var password = Files.writeString(folder.resolve("password"), PASSWORD);
        var log = folder.resolve("initdb.log");
        var process =
                new ProcessBuilder(
                                unprivileged(
                                        home.resolve("bin/initdb").toString(),
                                        "-D",
                                        folder.resolve("data").toString(),
                                        "-U",
                                        USER,
                                        "--auth=scram-sha-256",
                                        "--pwfile=" + password,
                                        "--encoding=UTF8",
                                        "--locale=C",
                                        "--no-sync",
                                        "--no-instructions"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        awaitEnd(process);
        if (process.exitValue() != 0) throw new IOException("initdb: " + Files.readString(log));
    }

    /**
     * The server runs under a shell that reads its input: that ends when this JVM does, even by
     * kill -9, and then the shell stops the server.
     */
    private Process launch() throws IOException {
        var server =
                new ArrayList<>(
                        List.of(
                                home.resolve("bin/postgres").toString(),
                                "-D",
                                folder.resolve("data").toString()));
        options().forEach((name, value) -> server.addAll(List.of("-c", name + "=" + value)));
        var command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "exec 3<&0; \"$@\" 3<&- & p=$!;"
                                        + " (while read -r _ <&3; do :; done; kill -INT $p) &"
                                        + " wait $p; kill $!; exit 0",
                                "postgres"));
        command.addAll(server);
        var log = folder.resolve("server.log");
        var process =
                new ProcessBuilder(unprivileged(command.toArray(String[]::new)))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        awaitReady(process, log);
        return process;
    }

    private Map<String, String> options() {
        var options =
                new java.util.TreeMap<>(
                        Map.of(
                                "listen_addresses", "127.0.0.1",
                                "port", Integer.toString(port),
                                "unix_socket_directories", "",
                                "fsync", "off",
                                "full_page_writes", "off",
                                "shared_buffers", "64MB",
                                "max_wal_size", "256MB",
                                "io_method", "sync"));
        options.putAll(settings);
        return options;
    }

    private void awaitReady(Process process, Path log) throws IOException {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try (var _ =
                    DriverManager.getConnection(
                            maintenance().jdbcUrl() + "?connectTimeout=2", USER, PASSWORD)) {
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    process.destroyForcibly();
                    throw new IOException("postgres: " + Files.readString(log), e);
                }
            }
            pause();
        }
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> unprivileged(String... command) {
        var all = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    /** Below the range that the system gives to outgoing connections, which may take it first. */
    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (isFree(candidate)) return candidate;
        }
        throw new IOException("no free port found in 20000 to 32000");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
