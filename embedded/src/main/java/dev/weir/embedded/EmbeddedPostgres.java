package dev.weir.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on a loopback port that asks for a password (SCRAM). Its data stay in
 * the folder and are there after a restart. For one thread at a time, except {@link #connect}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /**
     * Runs the server given as arguments and stops it (fast shutdown) when standard input ends: the
     * parent stops it so, and the same happens when the parent dies.
     */
    private static final String KEEPER =
            "exec 3<&0; \"$@\" 3<&- </dev/null & server=$!; "
                    + "(while read -r _; do :; done; kill -INT $server 2>/dev/null) <&3 & watch=$!; "
                    + "exec 3<&-; wait $server; status=$?; kill $watch 2>/dev/null; exit $status";

    private final Path home;
    private final PostgresOptions options;
    private final int port;
    private final String password;
    private final Path programs;
    private final PostgresData data;
    private final Unprivileged user;
    private Process keeper;

    private EmbeddedPostgres(Path home, PostgresOptions options) throws IOException {
        this.home = Files.createDirectories(home.toAbsolutePath().normalize());
        this.options = options;
        port = options.port() == 0 ? Ports.free() : options.port();
        user = Unprivileged.find();
        programs = PostgresPrograms.unpacked();
        data = PostgresData.of(this.home, user);
        password = readOrMakePassword();
        if (!data.exists()) initialise();
        keeper = launch();
    }

    /**
     * Starts a server on a folder's data, making them when there are none, and returns when it
     * serves. The first start on a machine unpacks PostgreSQL's programs, which takes a second or
     * two.
     *
     * @throws IllegalStateException when it does not come up, with the end of its log
     */
    public static EmbeddedPostgres start(Path home, PostgresOptions options) {
        try {
            return new EmbeddedPostgres(home, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes what a server that is stopped keeps outside its home: under root its data may be
     * elsewhere. The home itself is left to whoever made it.
     */
    public static void forget(Path home) throws IOException {
        PostgresData.forget(home.toAbsolutePath().normalize());
    }

    /** The loopback port: the same after {@link #restart}. */
    public int port() {
        return port;
    }

    /**
     * The server's own process (the postmaster), whose parent is a child of this JVM.
     *
     * @throws IllegalStateException when it does not run
     */
    public long pid() {
        try {
            var server = data.readyServer();
            if (server != null) return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("PostgreSQL does not run");
    }

    /** The name of the role that may do everything. */
    public String superuser() {
        return SUPERUSER;
    }

    /** The superuser's password: random, made with the data. */
    public String password() {
        return password;
    }

    /** Where the server's files are: in the folder, or elsewhere when its user cannot go there. */
    public Path dataFolder() {
        return data.folder();
    }

    /** A superuser's URL of a database, as applications write it. */
    public String url(String database) {
        return url(database, SUPERUSER, password);
    }

    /** A role's URL of a database, as applications write it. Nothing in it may need escaping. */
    public String url(String database, String role, String rolePassword) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(role, rolePassword, port, database);
    }

    /** A database's URL for pgjdbc, without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** Connects to a database as superuser. The caller closes the connection. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password);
    }

    /** Completes when the present server's process ends, for whatever reason. */
    public CompletionStage<Void> ended() {
        return keeper.onExit().thenAccept(_ -> {});
    }

    /** Kills the server with all its sessions, as a crash would. */
    public void kill() {
        Children.kill(keeper);
    }

    /** Stops the server, ending its sessions, and kills it when the deadline passes. */
    public void stop(Duration deadline) {
        Children.stop(keeper, deadline);
    }

    /** Starts it again on the same port and data, after {@link #kill} or {@link #stop}. */
    public void restart() {
        if (keeper.isAlive()) throw new IllegalStateException("the server runs");
        try {
            keeper = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it. The data stay. */
    @Override
    public void close() {
        stop(STOP_LIMIT);
    }

    /** Kept beside the data, for the JVM's user alone. Fresh data get a fresh one. */
    private String readOrMakePassword() throws IOException {
        var file = home.resolve("superuser-password");
        if (data.exists() && Files.exists(file)) return Files.readString(file).strip();
        if (data.exists()) throw new IllegalStateException(file + " is missing, its data are not");
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        var made = HexFormat.of().formatHex(random);
        PrivateFile.write(file, made);
        return made;
    }

    private void initialise() throws IOException {
        var folder = data.begin();
        // initdb reads the password as the server's user, from a place that this user reaches.
        var passwordFile = data.beside().resolve("initdb-password");
        PrivateFile.write(passwordFile, password);
        user.own(passwordFile);
        var log = home.resolve("initdb.log");
        var process =
                new ProcessBuilder(user.command(initdb(folder, passwordFile)))
                        .directory(data.beside().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        var ended = Children.awaitEnd(process, options.startLimit());
        Files.delete(passwordFile);
        if (!ended) Children.kill(process);
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException("initdb failed: " + Children.tail(log));
        }
        data.finish();
    }

    private List<String> initdb(Path folder, Path passwordFile) {
        return List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + folder,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-sync",
                "--no-instructions");
    }

    private Process launch() throws IOException {
        awaitPredecessor();
        var log = Children.turn(home.resolve("server.log"));
        var process =
                new ProcessBuilder(keeperCommand())
                        .directory(data.beside().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            awaitReady(process, log);
        } catch (RuntimeException | IOException e) {
            Children.kill(process);
            throw e;
        }
        return process;
    }

    private List<String> keeperCommand() {
        var command = new ArrayList<>(Children.ownProcessGroup());
        var server = new ArrayList<>(List.of("sh", "-c", KEEPER, "postgres"));
        server.add(programs.resolve("bin/postgres").toString());
        server.addAll(List.of("-D", data.folder().toString()));
        serverSettings().forEach((name, value) -> server.addAll(List.of("-c", name + "=" + value)));
        command.addAll(user.command(server));
        return command;
    }

    private Map<String, String> serverSettings() {
        var settings = new TreeMap<String, String>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", Integer.toString(options.maxConnections()));
        settings.put("shared_buffers", "64MB");
        settings.put("max_wal_size", "256MB");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        // Clients are told their errors: the log keeps what concerns the server, and no SQL.
        settings.put("log_min_messages", "log");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_checkpoints", "off");
        if (!options.durable()) {
            settings.put("fsync", "off");
            settings.put("full_page_writes", "off");
            settings.put("synchronous_commit", "off");
        }
        settings.putAll(options.settings());
        return settings;
    }

    /** A server whose parent was killed may still be stopping. */
    private void awaitPredecessor() throws IOException {
        var deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (isPostgres(data.readyServer()) && System.nanoTime() - deadline < 0) {
            Children.pause();
        }
    }

    private boolean isPostgres(@Nullable Long pid) {
        if (pid == null) return false;
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    private void awaitReady(Process process, Path log) throws IOException {
        var deadline = System.nanoTime() + options.startLimit().toNanos();
        while (!isOf(process, data.readyServer())) {
            if (!process.isAlive()) {
                throw new IllegalStateException("PostgreSQL did not start: " + Children.tail(log));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "PostgreSQL was not ready after %d s: %s"
                                .formatted(options.startLimit().toSeconds(), Children.tail(log)));
            }
            Children.pause();
        }
    }

    private static boolean isOf(Process process, @Nullable Long server) {
        return server != null && process.descendants().anyMatch(each -> each.pid() == server);
    }
}
