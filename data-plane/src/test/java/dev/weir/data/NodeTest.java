package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.data.grant.Lease;
import dev.weir.data.http.ListenerSettings;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.data.pool.PoolSettings;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolState;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.Secret;
import dev.weir.runtime.kafka.KafkaOptions;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole node on a real PostgreSQL, told by a stand-in what the control plane would say. */
final class NodeTest {
    static final Secret KEY_SECRET = new Secret("0123456789abcdef0123456789abcdef");
    static final Secret MASTER_KEYS = new Secret("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestDatabase database;
    private InMemoryEventLog log;
    private StandInControl control;
    private Node node;
    private String key;

    static NodeSettings settings() {
        return settings(Duration.ofSeconds(10));
    }

    static NodeSettings settings(Duration usageWindow) {
        return settings(ListenerSettings.of("127.0.0.1", 0), usageWindow);
    }

    static NodeSettings settings(ListenerSettings listener, Duration usageWindow) {
        return settings(listener, usageWindow, EnvironmentSettings.MAXIMA);
    }

    static NodeSettings settings(
            ListenerSettings listener, Duration usageWindow, EnvironmentSettings maxima) {
        return new NodeSettings(
                StandInControl.REGION,
                new ClusterId("a"),
                new NodeId("a1"),
                Optional.empty(),
                listener,
                Optional.empty(),
                "127.0.0.1",
                0,
                new NodeSettings.Kafka(KafkaOptions.of("none"), "weir"),
                KEY_SECRET,
                MASTER_KEYS,
                TargetPolicy.ALLOW_PRIVATE,
                List.of(Path.of(System.getProperty("java.io.tmpdir"))),
                maxima,
                100,
                PoolSettings.DEFAULTS,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Optional.empty(),
                Optional.empty(),
                1 << 20,
                64 << 20,
                20,
                Optional.empty(),
                usageWindow,
                Duration.ofMillis(1));
    }

    @BeforeEach
    void start() throws Exception {
        database = TestPostgres.freshDatabase();
        log = new InMemoryEventLog(Clock.systemUTC());
        control = new StandInControl(log, 3);
        node = new Node(settings(), _ -> log);
        node.start();
        key = define(control);
        await(() -> query("SELECT 1").statusCode() == 200);
    }

    private String define(StandInControl at) {
        return at.define(
                database.uri(),
                EnvelopeCipher.of(MASTER_KEYS, new SecureRandom()),
                StandInControl.utf8(KEY_SECRET.value()),
                EnvironmentSettings.DEFAULTS);
    }

    @AfterEach
    void stop() throws Exception {
        node.stop(Duration.ofSeconds(10));
        control.close();
    }

    private int readiness(Node of) {
        var uri = URI.create("http://127.0.0.1:" + of.adminPort() + "/health/ready");
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A load balancer sends requests as soon as it says so. */
    @Test
    void isReadyWhenTheNextRequestIsAnswered() throws Exception {
        stop();
        log = new InMemoryEventLog(Clock.systemUTC());
        control = new StandInControl(log, 3);
        control.lease(false);
        node = new Node(settings(), _ -> log);
        node.start();
        key = define(control);
        assertThat(readiness(node)).isEqualTo(503);

        control.lease(true);
        await(() -> readiness(node) == 200);

        assertThat(query("SELECT 1").statusCode()).isEqualTo(200);
    }

    @Test
    void servesManyRequestsAtOnceWithinItsGrant() throws Exception {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 200; i++) {
            answers.add(
                    client.sendAsync(
                            request(
                                    "SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'weir/env1/a1/%'"),
                            BodyHandlers.ofString()));
        }
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(connectionsSeen(answer.get().body())).isBetween(1, 3);
        }
    }

    @Test
    void endsTheSessionsOfASilentLifeAtTheDatabaseAndNoOthers() throws Exception {
        var dead = new NodeLife(new NodeId("b1"), new IncarnationId("dead"));
        try (var one = session("weir/env1/b1/dead/1");
                var two = session("weir/env1/b1/dead/2");
                var next = session("weir/env1/b1/next/1");
                var other = session("weir/env2/b1/dead/1")) {
            var told =
                    log.read(
                            Set.of(Topic.POOL_EVENTS.in("weir", StandInControl.REGION)),
                            ReadFrom.NOW);

            control.reap(dead);

            await(() -> told.poll(Duration.ofMillis(50)).stream().anyMatch(NodeTest::isReaped));
            assertThat(one.isValid(1)).isFalse();
            assertThat(two.isValid(1)).isFalse();
            assertThat(next.isValid(1)).as("its next life").isTrue();
            assertThat(other.isValid(1)).as("another environment").isTrue();
            told.close();
        }
    }

    private Connection session(String name) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("ApplicationName", name);
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    static boolean isReaped(LogRecord read) {
        var value = read.value();
        return value != null
                && new FactCodec().decode(value) instanceof Decoded.Read(var event)
                && event.fact() instanceof PoolReaped reaped
                && reaped.reaped().toString().equals("b1/dead");
    }

    @Test
    void hearsOfGrantsAfterItHasStoppedWithoutHarm() throws Exception {
        var agent =
                new Agent(
                        new Identity(settings(), new SecureRandom(), Clock.systemUTC()),
                        settings(),
                        log,
                        System::nanoTime,
                        new Lease());
        agent.stop(Duration.ofSeconds(5));

        assertThatCode(agent::drain).doesNotThrowAnyException();
    }

    @Test
    void becomesDormantWhenToldAndServesTheNextRequestAllTheSame() {
        control.grant(2, PoolMode.ACTIVE);
        await(() -> control.last().pools().stream().anyMatch(pool -> pool.held() == 2));

        control.grant(1, PoolMode.DORMANT);
        await(() -> pool(PoolState.DORMANT));

        assertThat(query("SELECT 1").statusCode()).isEqualTo(200);
    }

    @Test
    void givesEverythingBackWhenItStops() throws Exception {
        node.stop(Duration.ofSeconds(10));

        await(() ->
                control.last().draining()
                        && control.last().pools().stream().anyMatch(pool -> pool.held() == 0));
    }

    private boolean pool(PoolState state) {
        NodeHeartbeat last = control.last();
        return last.pools().stream().anyMatch(pool -> pool.state() == state);
    }

    private static int connectionsSeen(String body) {
        var rows = body.substring(body.indexOf("\"rows\":[[") + 9);
        return Integer.parseInt(rows.substring(0, rows.indexOf(']')));
    }

    private HttpResponse<String> query(String sql) {
        try {
            return client.send(request(sql), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest request(String sql) {
        return request(node, key, sql);
    }

    static HttpRequest request(Node node, String key, String sql) {
        var body =
                "{\"operation\":\"queryRaw\",\"plan\":{\"type\":\"query\",\"args\":{\"type\":\"rawSql\",\"sql\":\""
                        + sql
                        + "\",\"args\":[],\"argTypes\":[]}},\"params\":{}}";
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/query"))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited for too long").isNegative();
            LockSupport.parkNanos(20_000_000);
        }
    }
}
