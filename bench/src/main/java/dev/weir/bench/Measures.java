package dev.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Everything that is measured, by name. */
final class Measures {
    /** All names, in the order in which they are run. */
    static final List<String> NAMES =
            List.of(
                    "start",
                    "sql",
                    "direct",
                    "prisma-unique",
                    "prisma-include",
                    "engine-less",
                    "new-client",
                    "cold-start",
                    "added",
                    "mixed",
                    "idle",
                    "short-lived");

    private static final String KEY_SQL = "SELECT id, balance FROM bench_rows WHERE id = $1";
    private static final int PREPARED_REQUESTS = 1_000;
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final int ADDED_ROUNDS = 5;
    private static final int ADDED_MICROS = 200;
    private static final int FEW_CONNECTIONS = 4;
    private static final int IDLE_RATE = 1_000;
    private static final int COLD_START_MILLIS = 10;

    private final Stage stage;
    private final Runs runs;

    Measures(Stage stage, Runs runs) {
        this.stage = stage;
        this.runs = runs;
    }

    /** Runs a comparison as often and as long as was asked for. */
    interface Runs {
        List<Result> of(Comparison comparison) throws IOException;
    }

    List<Result> run(String name) throws IOException {
        return switch (name) {
            case "start" -> List.of(absolute("start of ./weir up, s", stage.secondsToReady(), 10));
            case "sql" -> sql();
            case "direct" -> direct();
            case "prisma-unique" -> prisma("find-unique.json", 10, List.of(16, 64));
            case "prisma-include" -> prisma("find-many-include.json", 8, List.of(16));
            case "engine-less" -> EngineLess.run(stage);
            case "new-client" -> newClient();
            case "cold-start" -> coldStart();
            case "added" -> added();
            case "mixed" -> mixed();
            case "idle" -> idle();
            case "short-lived" -> List.of(shortLived());
            default -> throw new IllegalArgumentException("there is no measure " + name);
        };
    }

    private List<Result> sql() throws IOException {
        var results = new ArrayList<Result>();
        try (var peer = stage.peer("pg-server.cjs", 20)) {
            for (int connections : new int[] {16, 64}) {
                results.addAll(
                        runs.of(
                                new Comparison(
                                        "one row by key, " + connections + " connections",
                                        weir(connections, sqlRequests(stage.key())),
                                        new HttpSide(
                                                "Node.js pg server",
                                                peer.port(),
                                                peer.pid(),
                                                connections,
                                                0,
                                                sqlRequests(stage.key())),
                                        List.of(Goal.throughputAtLeast(4), Goal.cpuAtMost(0.25)))));
            }
        }
        return results;
    }

    private List<Result> direct() throws IOException {
        var requests = sqlRequests(stage.keyOfEnvironment(FEW_CONNECTIONS));
        stage.awaitServed(requests);
        var weir = weir(64, requests);
        var results =
                new ArrayList<>(
                        runs.of(
                                new Comparison(
                                        "one row by key over at most 4 database connections",
                                        weir,
                                        PgbenchSide.direct(stage.databaseUrl(), 64, stage.folder()),
                                        List.of(Goal.throughputAtLeast(1)))));
        if (PgBouncer.isThere()) results.addAll(besidePgBouncer(weir));
        return results;
    }

    /**
     * No goal: over HTTP a query costs more than over PostgreSQL's protocol. PgBouncer before 1.21
     * knows no prepared statements in transaction pooling, so pgbench sends each anew.
     */
    private List<Result> besidePgBouncer(Side weir) throws IOException {
        try (var bouncer =
                PgBouncer.start(
                        stage.databaseUrl(), FEW_CONNECTIONS, Stage.freePort(), stage.folder())) {
            return runs.of(
                    new Comparison(
                            "one row by key over at most 4 database connections, PgBouncer",
                            weir,
                            new PgbenchSide(
                                    "pgbench through PgBouncer",
                                    bouncer.url(),
                                    64,
                                    "extended",
                                    bouncer.pid(),
                                    stage.folder()),
                            List.of()));
        }
    }

    /** A text that is too long to be remembered never shares a connection. */
    private List<Result> mixed() throws IOException {
        var alone = KEY_SQL + " /* " + "never pipelined ".repeat(300) + "*/";
        var slow = any(sql(stage.key(), "SELECT pg_sleep(0.5), $1", 1));
        return runs.of(
                new Comparison(
                        "short queries while one in a hundred takes 500 ms",
                        new Mixed(
                                "Weir", stage.port(), stage.pid(), sqlRequests(stage.key()), slow),
                        new Mixed(
                                "Weir without pipelining",
                                stage.port(),
                                stage.pid(),
                                sqlRequests(stage.key(), alone),
                                slow),
                        List.of(Goal.p99AtMost(1.2))));
    }

    private List<Result> prisma(String resource, double times, List<Integer> connections)
            throws IOException {
        var results = new ArrayList<Result>();
        var requests = prismaRequests(resource, stage.key());
        try (var peer = stage.peer("executor.cjs", 20)) {
            for (int count : connections) {
                results.addAll(
                        runs.of(
                                new Comparison(
                                        resource.replace(".json", "")
                                                + ", "
                                                + count
                                                + " connections",
                                        weir(count, requests),
                                        new HttpSide(
                                                "@prisma/query-plan-executor",
                                                peer.port(),
                                                peer.pid(),
                                                count,
                                                0,
                                                requests),
                                        List.of(
                                                Goal.throughputAtLeast(times),
                                                Goal.cpuAtMost(1 / times)))));
            }
        }
        return results;
    }

    private List<Result> newClient() throws IOException {
        return runs.of(
                new Comparison(
                        "one query per new client, without TLS",
                        OneClient.http(stage.port(), sqlRequests(stage.key()), true),
                        OneClient.direct(stage.databaseUrl(), true),
                        List.of(Goal.p50AtMost(0.2))));
    }

    private List<Result> coldStart() throws IOException {
        try {
            double added = new ColdStart(stage, Measures::sqlRequests).addedMillis(5, 3);
            return List.of(
                    absolute(
                            "cold start beyond the database's own connect time at p50, ms",
                            added,
                            COLD_START_MILLIS));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** The median of the rounds' differences between the medians of both. */
    private List<Result> added() throws IOException {
        var weir = OneClient.http(stage.port(), sqlRequests(stage.key()), false);
        var direct = OneClient.direct(stage.databaseUrl(), false);
        var differences = new double[ADDED_ROUNDS];
        weir.run(Duration.ofSeconds(10));
        direct.run(Duration.ofSeconds(5));
        for (int i = 0; i < ADDED_ROUNDS; i++) {
            double through = weir.run(Duration.ofSeconds(3)).p50Micros();
            differences[i] = through - direct.run(Duration.ofSeconds(3)).p50Micros();
        }
        return List.of(
                absolute("added latency at p50, us", Comparison.median(differences), ADDED_MICROS));
    }

    private Result shortLived() throws IOException {
        try {
            var errors = new ShortLived(stage, Measures::sqlRequests).count();
            System.out.printf("%n  500 clients directly: %d errors%n", errors.direct());
            return absolute(
                    "errors of 500 clients at once, max_connections 50",
                    (double) errors.throughWeir(),
                    0);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** Each of them has asked before it rests; together they never asked at the same time. */
    private List<Result> idle() throws IOException {
        var requests = sqlRequests(stage.key());
        try (var load = new Load(stage.port(), 64)) {
            load.closedLoop(Duration.ofSeconds(10), requests);
        }
        long before = ProcessMemory.kilobytes(stage.pid(), stage.folder());
        try (var load = new Load(stage.port(), IDLE_CONNECTIONS)) {
            var outcome = load.inTurn(IDLE_RATE, requests);
            if (outcome.failures() > 0) throw new IOException("a request was refused");
            long after = ProcessMemory.kilobytes(stage.pid(), stage.folder());
            double each = (after - before) / (double) IDLE_CONNECTIONS;
            return List.of(absolute("memory of an idle connection, kB", each, 6));
        }
    }

    static Result absolute(String name, double value, double most) {
        System.out.printf(
                java.util.Locale.ROOT, "%n%s: %.2f (goal: at most %.0f)%n", name, value, most);
        return new Result(name, "Weir", "none", value, value, value, most, value <= most);
    }

    private HttpSide weir(int connections, Supplier<Request> requests) {
        return new HttpSide("Weir", stage.port(), stage.pid(), connections, 0, requests);
    }

    static Supplier<Request> sqlRequests(String key) {
        return sqlRequests(key, KEY_SQL);
    }

    private static Supplier<Request> sqlRequests(String key, String sql) {
        var all = new Request[PREPARED_REQUESTS];
        for (int i = 0; i < all.length; i++) {
            all[i] = sql(key, sql, 1 + ThreadLocalRandom.current().nextInt(Tables.ROWS));
        }
        return any(all);
    }

    private static Request sql(String key, String sql, int id) {
        return Request.post(
                "/sql",
                Map.of(
                        "neon-connection-string",
                        "postgresql://:" + key + "@localhost/",
                        "neon-raw-text-output",
                        "true",
                        "neon-array-mode",
                        "true"),
                "{\"query\":\"" + sql + "\",\"params\":[\"" + id + "\"]}",
                Integer.toString(id));
    }

    static Supplier<Request> prismaRequests(String resource, String key) throws IOException {
        byte[] body;
        try (InputStream stream = Measures.class.getResourceAsStream(resource)) {
            body = Objects.requireNonNull(stream, resource).readAllBytes();
        }
        var text = new String(body, StandardCharsets.UTF_8);
        new ObjectMapper().readTree(text); // a resource that is no JSON would measure refusals
        return any(
                Request.post(
                        "/query", Map.of("authorization", "Bearer " + key), text, "@example.com"));
    }

    private static Supplier<Request> any(Request... all) {
        var next = new int[1];
        return () -> all[next[0]++ % all.length];
    }
}
