package dev.weir.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.management.EnvironmentRules;
import dev.weir.control.management.Management;
import dev.weir.control.management.Result;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.events.Fact;
import dev.weir.events.RegionId;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.Health;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.Secret;
import dev.weir.runtime.http.BearerToken;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A whole control plane on a real PostgreSQL and a log in memory; all others a test plays. */
public final class RunningControlPlane {
    public static final RegionId REGION = new RegionId("eu1");
    public static final Secret MASTER =
            new Secret("m1:" + Base64.getEncoder().encodeToString(new byte[32]));
    public static final Secret HASHING = new Secret("0123456789abcdef0123456789abcdef");
    public static final String ADMIN = "an-admins-token-1";
    public static final String DEVELOPER = "a-developers-token";

    private static final Duration STOPPING = Duration.ofSeconds(5);

    public final InMemoryEventLog log = new InMemoryEventLog(InstantSource.system());
    public final Health health = new Health();
    private final TestDatabase database = TestPostgres.freshDatabase();
    private final Vertx vertx = Vertx.vertx();
    private final FactCodec codec = new FactCodec();
    private ControlPlane plane = make();

    private ControlPlane make() {
        return new ControlPlane(
                new ControlSettings(
                        REGION,
                        "weir",
                        database.jdbcUrl(),
                        database.user(),
                        new Secret(database.password()),
                        4,
                        "127.0.0.1",
                        0,
                        List.of(
                                new BearerToken("anna", Set.of("admin"), new Secret(ADMIN)),
                                new BearerToken(
                                        "dora", Set.of("developer"), new Secret(DEVELOPER))),
                        MASTER,
                        HASHING,
                        20,
                        EnvironmentRules.DEFAULTS,
                        Optional.of("http://billing.example:7300"),
                        ScalingPolicy.DEFAULTS),
                log,
                vertx,
                new SimpleMeterRegistry(),
                health,
                InstantSource.system());
    }

    public void start() throws Exception {
        plane.start();
    }

    public void stop() throws Exception {
        plane.stop(STOPPING);
    }

    /** Another process on the same database, after a stop. */
    void startAnother() throws Exception {
        plane = make();
        plane.start();
    }

    /** Stops it, and what it stood on. */
    public void close() throws Exception {
        stop();
        log.close();
        vertx.close().await();
    }

    public int port() {
        return plane.port();
    }

    public Management management() {
        return plane.management();
    }

    static String topic(Topic topic) {
        return topic.in("weir", REGION);
    }

    LogReader read(Topic... topics) {
        return log.read(
                Stream.of(topics).map(RunningControlPlane::topic).collect(Collectors.toSet()),
                ReadFrom.BEGINNING);
    }

    /** Says something as a node or the billing meter would. */
    public void say(Fact fact) {
        var event = new Event(UUID.randomUUID().toString(), "/test", Instant.now(), fact);
        say(Topic.of(fact), Topic.keyOf(fact), codec.encode(event));
    }

    void say(Topic topic, String key, byte[] value) {
        log.append(topic(topic), key, value).toCompletableFuture().join();
    }

    long number(String sql) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("within 20 s").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(var value) -> value;
            case Result.Refused<T>(var refusal) -> throw new AssertionError(refusal);
        };
    }
}
