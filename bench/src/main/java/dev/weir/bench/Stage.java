package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What a run of the bench works with: all of Weir, as {@code ./weir up} starts it, its PostgreSQL
 * with the bench's rows, and peers in front of the same PostgreSQL when they are asked for.
 */
final class Stage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path root;
    private final Path folder;
    private final Child weir;
    private final JsonNode ready;
    private final double secondsToReady;
    private final ArrayDeque<Child> peers = new ArrayDeque<>();

    private Stage(Path root, Path folder, Child weir, JsonNode ready, double secondsToReady) {
        this.root = root;
        this.folder = folder;
        this.weir = weir;
        this.ready = ready;
        this.secondsToReady = secondsToReady;
    }

    /** Starts Weir as its launcher does, with an empty folder, and fills the tables. */
    static Stage set(Path root) throws IOException, SQLException {
        return set(root, Map.of());
    }

    /** The same with more variables for the launcher. */
    static Stage set(Path root, Map<String, String> more) throws IOException, SQLException {
        var folder = Files.createTempDirectory("weir-bench-");
        var readyFile = folder.resolve("ready.json");
        var environment = new HashMap<>(more);
        environment.put("WEIR_SKIP_BUILD", "1");
        long start = System.nanoTime();
        var weir =
                Child.start(
                        root,
                        folder.resolve("weir.log"),
                        environment,
                        List.of(
                                root.resolve("weir").toString(),
                                "up",
                                "--ephemeral",
                                "--port",
                                "0",
                                "--ready-file",
                                readyFile.toString()));
        weir.awaitFile(readyFile);
        double seconds = (System.nanoTime() - start) / 1e9;
        var ready = JSON.readTree(readyFile.toFile());
        Tables.fill(ready.path("databaseUrl").asText());
        return new Stage(root, folder, weir, ready, seconds);
    }

    double secondsToReady() {
        return secondsToReady;
    }

    /** A folder for what the bench writes. */
    Path folder() {
        return folder;
    }

    String databaseUrl() {
        return ready.path("databaseUrl").asText();
    }

    /** The port of the first node. */
    int port() {
        return URI.create(ready.path("endpoints").path(0).asText()).getPort();
    }

    /** The process that the nodes run in, with the control plane and the meter beside them. */
    long pid() {
        return ready.path("pid").asLong();
    }

    /** The key of the demo environment: at most twenty connections. */
    String key() {
        return ready.path("apiKey").asText();
    }

    /** The key of a new environment on the same database, with at most that many connections. */
    String keyOfEnvironment(int connections) throws IOException {
        return environment(Map.of("connectionLimit", connections)).key();
    }

    /** A new environment, on the same database unless {@code more}, its further fields, say. */
    Application environment(Map<String, ?> more) throws IOException {
        var project = post("/v1/projects", Map.of("name", "bench")).path("id").asText();
        var wanted = new HashMap<String, Object>();
        wanted.putAll(Map.of("project", project, "name", "bench", "databaseUrl", databaseUrl()));
        wanted.putAll(more);
        var id = post("/v1/environments", wanted).path("id").asText();
        var key = post("/v1/environments/" + id + "/keys", Map.of("name", "bench"));
        return new Application(id, key.path("key").asText());
    }

    /** An environment and its key. */
    record Application(String id, String key) {}

    /** Waits until a new environment's requests are answered. */
    void awaitServed(Supplier<Request> requests) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            try (var load = new Load(port(), 1)) {
                if (load.once(requests).failures() == 0) return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IOException("a new environment was not served within " + PATIENCE);
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(ready.path("controlUrl").asText() + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("authorization", "Bearer " + ready.path("adminToken").asText())
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) throw new IOException(answer.body());
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A peer of bench/peers, which is installed from its lock file where it is not yet. */
    Peer peer(String script, int pool) throws IOException {
        var peersFolder = npmFolder("peers", "pg");
        int port = freePort();
        var child =
                Child.start(
                        peersFolder,
                        folder.resolve(script + ".log"),
                        Map.of(
                                "PORT",
                                Integer.toString(port),
                                "DATABASE_URL",
                                databaseUrl(),
                                "POOL",
                                Integer.toString(pool)),
                        List.of("node", script));
        peers.push(child);
        child.awaitOutput("serves");
        return new Peer(child, port);
    }

    /** A folder of the bench whose packages are installed from its lock file, if not yet. */
    Path npmFolder(String name, String witness) throws IOException {
        var npmFolder = root.resolve("bench").resolve(name);
        if (!Files.exists(npmFolder.resolve("node_modules").resolve(witness))) {
            try (var npm =
                    Child.start(
                            npmFolder,
                            folder.resolve("npm.log"),
                            Map.of(),
                            List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))) {
                npm.output(Duration.ofMinutes(5));
            }
        }
        return npmFolder;
    }

    /** Where the ready file of this Weir is. */
    Path readyFile() {
        return folder.resolve("ready.json");
    }

    /** A peer that runs. */
    record Peer(Child child, int port) implements AutoCloseable {
        long pid() {
            return child.pid();
        }

        @Override
        public void close() throws IOException {
            child.close();
        }
    }

    /** A port of loopback that nobody listens on. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        for (var peer : peers) peer.close();
        weir.close();
    }
}
