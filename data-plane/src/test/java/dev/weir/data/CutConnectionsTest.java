package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.data.CuttingProxy.Direction;
import dev.weir.data.CuttingProxy.Fault;
import dev.weir.events.EnvironmentSettings;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The connection between node and database ends, stands still, or its client leaves, after each
 * number of bytes that a write sends and receives. An answer of success stands for exactly one
 * effect, one of failure for none; an answer that leaves it open says so by its code. In every case
 * all statements of a batch have taken effect, or none.
 */
final class CutConnectionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In CI every so many bytes, the first at another place for each kind of write. */
    private static final int STEP = Integer.getInteger("weir.cut.step", 29);

    private static final int STALL_STEP = STEP * 17;
    private static final Duration DEADLINE = Duration.ofMillis(400);
    private static final EnvironmentSettings SETTINGS =
            new EnvironmentSettings(
                    Duration.ofMinutes(6),
                    DEADLINE,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    100,
                    100_000);

    /** How a write is sent. All mark their rows with the number of the attempt. */
    private enum Write {
        LONE("{\"query\":\"insert into t values ($1)\",\"params\":[%d]}", 1),
        RETURNING(
                "{\"query\":\"insert into t values ($1) returning n, repeat('x', 300)\",\"params\":[%d]}",
                1),
        BATCH(
                "{\"queries\":[{\"query\":\"insert into t values ($1)\",\"params\":[%1$d]},"
                        + "{\"query\":\"select count(*) from t\"},"
                        + "{\"query\":\"insert into t values ($1)\",\"params\":[%1$d]}]}",
                2),
        HIDDEN("{\"query\":\"select put($1)\",\"params\":[%d]}", 1),
        PLAN(plan(insert()), 1),
        NESTED(
                plan(
                        "{\"type\":\"transaction\",\"args\":{\"type\":\"seq\",\"args\":["
                                + insert()
                                + ","
                                + insert()
                                + "]}}"),
                2),
        INTERACTIVE(plan(insert()), 1);

        private static String plan(String node) {
            return "{\"operation\":\"executeRaw\",\"plan\":" + node + ",\"params\":{}}";
        }

        private static String insert() {
            return "{\"type\":\"execute\",\"args\":{\"type\":\"rawSql\",\"sql\":"
                    + "\"insert into t values (%1$d)\",\"args\":[],\"argTypes\":[]}}";
        }

        final String body;
        final int rows;

        Write(String body, int rows) {
            this.body = body;
            this.rows = rows;
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestDatabase database;
    private CuttingProxy proxy;
    private Connection witness;
    private StandInControl control;
    private Node node;
    private String key;
    private int attempts;
    private final Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);

    private enum Verdict {
        SUCCESS,
        FAILURE,
        OPEN,
        NO_ANSWER
    }

    @BeforeEach
    void start() throws Exception {
        database = TestPostgres.freshDatabase();
        witness = database.connect();
        try (var statement = witness.createStatement()) {
            statement.execute("create table t(n int)");
            statement.execute(
                    "create function put(n int) returns int language plpgsql as"
                            + " $$ begin insert into t values (n); return n; end $$");
        }
        proxy = new CuttingProxy(database.port());
        var log = new InMemoryEventLog(Clock.systemUTC());
        control = new StandInControl(log, 3);
        node = new Node(NodeTest.settings(), _ -> log);
        node.start();
        var behindProxy =
                new TestDatabase(
                        database.host(),
                        proxy.port(),
                        database.name(),
                        database.user(),
                        database.password());
        key =
                control.define(
                        behindProxy.uri(),
                        EnvelopeCipher.of(NodeTest.MASTER_KEYS, new SecureRandom()),
                        StandInControl.utf8(NodeTest.KEY_SECRET.value()),
                        SETTINGS);
        settle();
    }

    @AfterEach
    void stop() throws Exception {
        node.stop(Duration.ofSeconds(10));
        control.close();
        proxy.close();
        witness.close();
    }

    @Test
    void anAnswerIsTrueWhereverTheConnectionEnds() throws Exception {
        for (var write : Write.values()) {
            for (var direction : Direction.values()) {
                sweep(write, direction, Fault.CUT, STEP);
                sweep(write, direction, Fault.STALL, STALL_STEP);
            }
        }
        assertThat(seen).containsKeys(Verdict.FAILURE, Verdict.OPEN);
    }

    @Test
    void aClientThatLeavesLeavesAllOrNothing() throws Exception {
        for (var write : Write.values()) {
            long whole = bytesOf(write, Direction.TO_NODE);
            for (long bytes = 1L + write.rows; bytes < whole; bytes += STEP) leave(write, bytes);
        }
        assertThat(seen).containsOnlyKeys(Verdict.NO_ANSWER);
    }

    private void sweep(Write write, Direction direction, Fault fault, int step) throws Exception {
        long whole = bytesOf(write, direction);
        for (long bytes = write.rows; bytes < whole; bytes += step) {
            int attempt = ++attempts;
            proxy.strikeAfter(direction, bytes, fault, () -> {});
            var answer = send(write, attempt).get(20, TimeUnit.SECONDS);
            proxy.calm();
            var what =
                    write
                            + " "
                            + direction
                            + " "
                            + fault
                            + " after "
                            + bytes
                            + ": "
                            + answer.body();
            holds(write, verdict(answer), effects(attempt), what);
            settle();
        }
    }

    private void leave(Write write, long bytes) throws Exception {
        int attempt = ++attempts;
        var left = new CompletableFuture<Void>();
        var answer = send(write, attempt);
        proxy.strikeAfter(Direction.TO_NODE, bytes, Fault.CUT, () -> left.complete(null));
        answer.cancel(true);
        proxy.calm();
        holds(write, Verdict.NO_ANSWER, effects(attempt), write + " left after " + bytes);
        settle();
    }

    private void holds(Write write, Verdict verdict, int effects, String what) {
        seen.merge(verdict, 1, Integer::sum);
        var allowed =
                switch (verdict) {
                    case SUCCESS -> List.of(write.rows);
                    case FAILURE -> List.of(0);
                    case OPEN, NO_ANSWER -> List.of(0, write.rows);
                };
        assertThat(allowed).as(what).contains(effects);
    }

    private static Verdict verdict(HttpResponse<String> answer) throws Exception {
        if (answer.statusCode() == 200) return Verdict.SUCCESS;
        boolean open =
                switch (JSON.readTree(answer.body()).path("code").asText()) {
                    case "08006", "P1017" -> true;
                    case "P6004" -> answer.body().contains("may have taken effect");
                    default -> false;
                };
        return open ? Verdict.OPEN : Verdict.FAILURE;
    }

    /** The rows of an attempt, once no struck session is left that might add one. */
    private int effects(int attempt) throws SQLException {
        for (int port : proxy.struck()) {
            while (count("select count(*) from pg_stat_activity where client_port = " + port) > 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        try (var statement = witness.createStatement()) {
            witness.setAutoCommit(false);
            statement.execute("lock table t in exclusive mode");
            int rows = count("select count(*) from t where n = " + attempt);
            witness.commit();
            return rows;
        } finally {
            witness.setAutoCommit(true);
        }
    }

    private int count(String sql) throws SQLException {
        try (var statement = witness.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** What an undisturbed write takes on a warm connection. */
    private long bytesOf(Write write, Direction direction) throws Exception {
        for (int i = 0; i < 2; i++)
            assertThat(send(write, ++attempts).get().statusCode()).isEqualTo(200);
        proxy.strikeAfter(direction, Long.MAX_VALUE / 3, Fault.CUT, () -> {});
        assertThat(send(write, ++attempts).get().statusCode()).isEqualTo(200);
        return proxy.calm();
    }

    /** Until the node has a connection again. */
    private void settle() throws Exception {
        var read = "{\"query\":\"select 1\"}";
        for (int i = 0; i < 2_000; i++) {
            if (post(read).get().statusCode() == 200) return;
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("the node does not come back");
    }

    private CompletableFuture<HttpResponse<String>> send(Write write, int attempt) {
        var body = write.body.formatted(attempt);
        return switch (write) {
            case LONE, RETURNING, BATCH, HIDDEN -> post(body);
            case PLAN, NESTED -> post("/query", body);
            case INTERACTIVE ->
                    post("/transaction/start", "{\"maxWait\":2000,\"timeout\":5000}")
                            .thenCompose(start -> within(start, body));
        };
    }

    /** The answer of the first request that fails, or that of the commit. */
    private CompletableFuture<HttpResponse<String>> within(
            HttpResponse<String> start, String body) {
        if (start.statusCode() != 200) return CompletableFuture.completedFuture(start);
        var id = start.headers().firstValue("prisma-transaction-id").orElseThrow();
        var path = "/transaction/" + id;
        return post(path + "/query", body)
                .thenCompose(wrote ->
                        wrote.statusCode() == 200
                                ? post(path + "/commit", "")
                                : post(path + "/rollback", "").thenApply(_ -> wrote));
    }

    private CompletableFuture<HttpResponse<String>> post(String sql) {
        return post("/sql", sql);
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                        .header(
                                "Neon-Connection-String",
                                "postgresql://env1:" + key + "@db.example/")
                        .POST(BodyPublishers.ofString(body));
        if (!path.equals("/sql")) request.header("Authorization", "Bearer " + key);
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }
}
