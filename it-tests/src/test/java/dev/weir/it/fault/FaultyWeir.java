package dev.weir.it.fault;

import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.Ports;
import dev.weir.embedded.PostgresOptions;
import dev.weir.it.client.RunningWeir;
import dev.weir.it.client.WeirProcess;
import dev.weir.it.fault.Operator.Application;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Two clusters of two nodes, two control planes, a billing meter, Kafka and a database, all of them
 * processes that can be killed and paused, with proxies in the links between them.
 */
final class FaultyWeir implements AutoCloseable {
    /** The most connections to the database; its role may not have more. */
    static final int LIMIT = 12;

    static final List<String> NODES = List.of("a1", "a2", "b1", "b2");
    static final List<String> CONTROL_PLANES = List.of("control-plane-1", "control-plane-2");

    private static final Duration STOP = Duration.ofSeconds(20);

    private final Path data;
    private final EmbeddedPostgres database;
    private final LinkProxy databaseLinks;
    private final LinkProxy kafkaLinks;
    private final Map<String, LinkProxy> peerLinks = new LinkedHashMap<>();
    private final Map<String, Integer> peerPorts = new LinkedHashMap<>();
    private final RunningWeir weir;
    private final Operator operator;
    private final Application application;

    /** What is to be closed, the last one first. */
    private final Deque<Closeable> started = new ArrayDeque<>();

    private long refusalsBefore;

    /** Those of {@code ./weir up} that were not killed. */
    private final Set<String> ofUp = new HashSet<>();

    /** What this started in place of a process of {@code ./weir up}. */
    private final Map<String, WeirProcess> again = new LinkedHashMap<>();

    FaultyWeir(Path folder) throws Exception {
        try {
            database = EmbeddedPostgres.start(folder.resolve("database"), PostgresOptions.DEFAULTS);
            started.push(database::close);
            prepare();
            databaseLinks = started(LinkProxy.ofPostgres(database.port()));
            int base = base();
            int kafkaProxy = Ports.free();
            kafkaLinks = started(LinkProxy.ofKafka(kafkaProxy, base + 14));
            data = folder.resolve("weir");
            weir = start(base, kafkaProxy);
            started.push(weir::close);
            operator = new Operator(weir);
            ofUp.addAll(NODES);
            ofUp.addAll(CONTROL_PLANES);
            for (var node : NODES) {
                int port = Ports.free();
                peerPorts.put(node, port);
                peerLinks.put(node, started(LinkProxy.ofNode(Ports.free(), port)));
                restart(node);
            }
            application =
                    operator.create(
                            "faulty",
                            "postgresql://app:app@127.0.0.1:%d/app?sslmode=disable"
                                    .formatted(databaseLinks.port()),
                            Map.of("connectionLimit", LIMIT, "databaseLimit", LIMIT));
            operator.awaitPlaced(application, weir.endpoints(), 2);
        } catch (Exception | AssertionError e) {
            closeAfter(e);
            throw e;
        }
    }

    private RunningWeir start(int base, int kafkaProxy) throws IOException {
        return RunningWeir.startIn(
                data,
                "--processes",
                "--clusters",
                "2",
                "--nodes",
                "2",
                "--control-planes",
                "2",
                "--port",
                Integer.toString(base),
                "--kafka-advertised-port",
                Integer.toString(kafkaProxy));
    }

    private LinkProxy started(LinkProxy proxy) {
        started.push(proxy::close);
        return proxy;
    }

    /** Nobody else has what was started by then. */
    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void prepare() throws SQLException {
        try (var connection = database.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE app LOGIN PASSWORD 'app' CONNECTION LIMIT " + LIMIT);
            statement.execute("CREATE DATABASE app OWNER app");
        }
        try (var connection = database.connect("app");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE written (id text NOT NULL)");
            statement.execute("ALTER TABLE written OWNER TO app");
        }
    }

    private static int base() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = Ports.free();
            boolean free = true;
            for (int distance = 0; distance < 130 && free; distance++) {
                free = Ports.isFree(base + distance);
            }
            if (free) return base;
        }
        throw new IllegalStateException("no range of free ports");
    }

    Application application() {
        return application;
    }

    Operator operator() {
        return operator;
    }

    /** Where a node answers. */
    URI endpoint(String node) {
        return weir.endpoints().get(NODES.indexOf(node));
    }

    LinkProxy databaseLinks() {
        return databaseLinks;
    }

    LinkProxy kafkaLinks() {
        return kafkaLinks;
    }

    LinkProxy peerLinks(String node) {
        return Objects.requireNonNull(peerLinks.get(node), node);
    }

    EmbeddedPostgres database() {
        return database;
    }

    /** Sends a node or a control plane a signal. */
    void signal(String name, String signal) throws IOException {
        WeirProcess.signal(pid(name), signal);
    }

    private long pid(String name) {
        var own = again.get(name);
        if (own != null) return own.pid();
        return weir.processOf(nameInUp(name)).pid();
    }

    /** Sends the broker a signal; if it is killed by it, {@code ./weir up} starts another one. */
    void signalKafka(String signal) throws IOException {
        for (var each : weir.process().descendants().toList()) {
            var line = Path.of("/proc", Long.toString(each.pid()), "cmdline");
            if (!Files.exists(line)) continue;
            if (Files.readString(line).contains("BrokerMain")) {
                WeirProcess.signal(each.pid(), signal);
            }
        }
    }

    /** Starts a node, as another life of it, or a control plane; the one before it is killed. */
    void restart(String name) throws IOException {
        kill(name);
        boolean isControl = CONTROL_PLANES.contains(name);
        var settings = data.resolve("processes/%s.settings".formatted(nameInUp(name)));
        if (!isControl && !Files.readString(settings).contains("peer.endpoint")) {
            breakable(name, settings);
        }
        var command = isControl ? "control-plane" : "node";
        again.put(name, WeirProcess.start(List.of(command, "--settings", settings.toString())));
    }

    void kill(String name) throws IOException {
        var own = again.remove(name);
        if (own != null) {
            own.kill();
        } else if (ofUp.remove(name)) {
            var process = weir.processOf(nameInUp(name));
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static String nameInUp(String name) {
        return CONTROL_PLANES.contains(name) ? name : "node-" + name;
    }

    /** The others reach it through a proxy. */
    private void breakable(String node, Path settings) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(settings));
        lines.removeIf(line -> line.startsWith("peer.port="));
        lines.add("peer.port=" + peerPorts.get(node));
        lines.add("peer.endpoint=https://127.0.0.1:" + peerLinks(node).port());
        Files.write(settings, lines);
    }

    /** Starts the database again after it was killed, which begins a new log. */
    void restartDatabase() throws IOException {
        refusalsBefore += refusalsNow();
        database.restart();
    }

    /** How often the database said that its role had no connection left. */
    long refusals() throws IOException {
        return refusalsBefore + refusalsNow();
    }

    private long refusalsNow() throws IOException {
        try (var lines = Files.lines(data.resolveSibling("database").resolve("server.log"))) {
            return lines.filter(line -> line.contains("too many connections")).count();
        }
    }

    /** Closes everything, whatever of it fails to. */
    @Override
    public void close() throws IOException {
        for (var each : again.values()) each.terminate();
        for (var each : again.values()) if (!each.awaitEnd(STOP)) each.kill();
        IOException failure = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (IOException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }
}
