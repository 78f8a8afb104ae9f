package dev.weir.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.Suspension.ByBudget;
import dev.weir.control.Suspension.ByPerson;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.events.BudgetEvent;
import dev.weir.events.BudgetEvent.BudgetReleased;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.BudgetId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Health;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.Secret;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the billing meter says of budgets, taken by a whole control plane on a real PostgreSQL. */
class BudgetStopTest {
    private static final RegionId REGION = new RegionId("eu1");
    private static final YearMonth MARCH = YearMonth.parse("2026-03");
    private static final Request ANNA = Request.of("anna");
    private static final String TOPIC = Topic.BUDGETS.in("weir", REGION);

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final EventLog log = new InMemoryEventLog(InstantSource.system());
    private final Vertx vertx = Vertx.vertx();
    private final FactCodec codec = new FactCodec();
    private final Map<EnvironmentId, EnvironmentDefined> told = new HashMap<>();
    private ControlPlane plane = plane();
    private LogReader reader;
    private ProjectId shop;

    private ControlPlane plane() {
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
                        List.of(),
                        new Secret("m1:" + Base64.getEncoder().encodeToString(new byte[32])),
                        new Secret("0123456789abcdef0123456789abcdef"),
                        20,
                        EnvironmentSettings.DEFAULTS,
                        ScalingPolicy.DEFAULTS),
                log,
                vertx,
                new SimpleMeterRegistry(),
                new Health(),
                InstantSource.system());
    }

    @BeforeEach
    void start() throws Exception {
        plane.start();
        reader = log.read(Set.of(Topic.ENVIRONMENTS.in("weir", REGION)), ReadFrom.BEGINNING);
        shop = project("shop");
    }

    @AfterEach
    void stop() throws Exception {
        reader.close();
        plane.stop(Duration.ofSeconds(5));
        log.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void suspendsAProjectsEnvironmentsAndSaysWhichBudgetDidIt() {
        var one = environment(shop, "one");
        var two = environment(shop, "two");
        var other = environment(project("blog"), "one");

        say(stopped("whole", 7, null));

        awaitState(one, EnvironmentState.SUSPENDED);
        awaitState(two, EnvironmentState.SUSPENDED);
        assertThat(now(one).suspension()).isEqualTo(new ByBudget(new BudgetId("whole"), MARCH));
        assertThat(now(other).state()).isEqualTo(EnvironmentState.ACTIVE);
        awaitTold(one, EnvironmentState.SUSPENDED);
        var entry = ok(plane.management().audit(PageRequest.first())).items().getFirst();
        assertThat(entry.actor()).isEqualTo("budget:whole");
        assertThat(entry.action()).isEqualTo("environment.suspend");
        assertThat(entry.details()).contains("budget=whole period=2026-03");
    }

    @Test
    void aReleaseResumesWhatTheBudgetSuspendedAndNothingElse() {
        var persons = environment(shop, "persons");
        var both = environment(shop, "both");
        var budgets = environment(shop, "budgets");
        set(persons, EnvironmentState.SUSPENDED);
        say(stopped("whole", 7, null));
        awaitState(both, EnvironmentState.SUSPENDED);
        awaitState(budgets, EnvironmentState.SUSPENDED);
        set(both, EnvironmentState.SUSPENDED);
        assertThat(now(both).suspension()).isEqualTo(new ByPerson("anna"));

        say(released("whole", 9, null));

        awaitState(budgets, EnvironmentState.ACTIVE);
        awaitTold(budgets, EnvironmentState.ACTIVE);
        assertThat(now(budgets).suspension()).isNull();
        assertThat(now(persons).suspension()).isEqualTo(new ByPerson("anna"));
        assertThat(now(both).state()).isEqualTo(EnvironmentState.SUSPENDED);
        set(both, EnvironmentState.ACTIVE);
        assertThat(now(both).state()).isEqualTo(EnvironmentState.ACTIVE);
    }

    @Test
    void nobodyResumesWhatABudgetStops() {
        var one = environment(shop, "one");
        set(one, EnvironmentState.SUSPENDED);
        say(stopped("whole", 7, null));
        awaitRead(1);

        var refused =
                plane.management().setState(ANNA, one, now(one).version(), EnvironmentState.ACTIVE);

        assertThat(refused)
                .isEqualTo(
                        new Result.Refused<>(
                                new Refusal.Conflict(
                                        "the budget whole stops it in 2026-03; raise the budget or"
                                                + " remove it")));
    }

    @Test
    void anEnvironmentThatIsMadeLaterInTheMonthIsStoppedToo() {
        say(stopped("whole", 7, null));
        awaitRead(1);

        var later = environment(shop, "later");

        assertThat(now(later).suspension()).isEqualTo(new ByBudget(new BudgetId("whole"), MARCH));
        awaitTold(later, EnvironmentState.SUSPENDED);
        say(released("whole", 8, null));
        awaitTold(later, EnvironmentState.ACTIVE);
    }

    @Test
    void whatIsRepeatedOrOlderChangesNothing() throws Exception {
        var one = environment(shop, "one");
        say(stopped("whole", 7, null));
        say(released("whole", 9, null));
        say(stopped("whole", 7, null));
        awaitRead(3);
        var before = now(one);
        assertThat(before.state()).isEqualTo(EnvironmentState.ACTIVE);
        assertThat(before.version()).isEqualTo(3);
        plane.stop(Duration.ofSeconds(5));
        update("UPDATE consumer_offset SET next_offset = 0 WHERE topic = '" + TOPIC + "'");

        plane = plane();
        plane.start();

        awaitRead(3);
        assertThat(now(one)).isEqualTo(before);
    }

    @Test
    void eachBudgetStopsWhatItIsOf() {
        var one = environment(shop, "one");
        var two = environment(shop, "two");

        say(stopped("one", 7, one));
        awaitState(one, EnvironmentState.SUSPENDED);
        assertThat(now(two).state()).isEqualTo(EnvironmentState.ACTIVE);
        say(stopped("whole", 8, null));
        awaitState(two, EnvironmentState.SUSPENDED);
        say(released("one", 9, one));
        awaitRead(3);

        assertThat(now(one).suspension()).isEqualTo(new ByBudget(new BudgetId("whole"), MARCH));
        say(released("whole", 10, null));
        awaitState(one, EnvironmentState.ACTIVE);
        awaitState(two, EnvironmentState.ACTIVE);
    }

    @Test
    void aBudgetThatIsNowOfAnotherProjectLetsTheFirstOneGo() {
        var one = environment(shop, "one");
        var blog = project("blog");
        var other = environment(blog, "one");
        say(stopped("whole", 7, null));
        awaitState(one, EnvironmentState.SUSPENDED);

        say(new BudgetStopped(new BudgetId("whole"), 8, blog, null, MARCH));

        awaitState(other, EnvironmentState.SUSPENDED);
        awaitState(one, EnvironmentState.ACTIVE);
    }

    @Test
    void whatCannotBeReadIsPutAside() throws Exception {
        log.append(TOPIC, "whole", "not json".getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .join();
        var one = environment(shop, "one");

        say(stopped("whole", 7, null));

        awaitState(one, EnvironmentState.SUSPENDED);
        assertThat(number("SELECT count(*) FROM quarantine WHERE topic = '" + TOPIC + "'"))
                .isEqualTo(1);
    }

    private BudgetStopped stopped(String budget, long sequence, @Nullable EnvironmentId one) {
        return new BudgetStopped(new BudgetId(budget), sequence, shop, one, MARCH);
    }

    private BudgetReleased released(String budget, long sequence, @Nullable EnvironmentId one) {
        return new BudgetReleased(new BudgetId(budget), sequence, shop, one, MARCH);
    }

    private void say(BudgetEvent fact) {
        var event = new Event("ledger/" + fact.sequence(), "/test", Instant.now(), fact);
        log.append(TOPIC, Topic.keyOf(fact), codec.encode(event)).toCompletableFuture().join();
    }

    private ProjectId project(String name) {
        return ok(plane.management().createProject(ANNA, name)).id();
    }

    private EnvironmentId environment(ProjectId project, String name) {
        var url = ok(DatabaseUrl.parse("postgresql://ada:s3cret@db.example:5432/shop"));
        var wanted = new NewEnvironment(project, name, null, url, null, null, null);
        return ok(plane.management().createEnvironment(ANNA, wanted)).id();
    }

    private Environment now(EnvironmentId id) {
        return ok(plane.management().environment(id));
    }

    private void set(EnvironmentId id, EnvironmentState state) {
        ok(plane.management().setState(ANNA, id, now(id).version(), state));
    }

    private void awaitState(EnvironmentId id, EnvironmentState state) {
        await(() -> now(id).state() == state);
    }

    /** Until the nodes were told so. */
    private void awaitTold(EnvironmentId id, EnvironmentState state) {
        await(() -> {
            for (var read : reader.poll(Duration.ofMillis(20))) {
                var value = read.value();
                if (value != null
                        && codec.decode(value) instanceof Decoded.Read(var event)
                        && event.fact() instanceof EnvironmentDefined defined) {
                    told.put(defined.environment(), defined);
                }
            }
            var newest = told.get(id);
            return newest != null && newest.state() == state;
        });
    }

    /** Until so many records of the topic were read. */
    private void awaitRead(int records) {
        await(() ->
                number(
                                "SELECT coalesce(sum(next_offset), 0) FROM consumer_offset WHERE"
                                        + " topic = '"
                                        + TOPIC
                                        + "'")
                        == records);
    }

    private static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("within 20 s").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private long number(String sql) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void update(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(var value) -> value;
            case Result.Refused<T>(var refusal) -> throw new AssertionError(refusal);
        };
    }
}
