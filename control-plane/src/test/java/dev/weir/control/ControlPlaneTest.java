package dev.weir.control;

import static dev.weir.control.RunningControlPlane.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.management.AuditEntry;
import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.Environment;
import dev.weir.control.management.EnvironmentUpdate;
import dev.weir.control.management.NewEnvironment;
import dev.weir.control.management.Node;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Project;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.events.ApiKeys;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent.PoolRequested;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.Health;
import dev.weir.runtime.LogReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole control plane on a real PostgreSQL; nodes are played by the test. */
class ControlPlaneTest {
    private static final String URL = "postgresql://ada:s3cret@db.example:5432/shop";
    private static final Request ANNA = Request.of("anna");

    private final RunningControlPlane control = new RunningControlPlane();
    private final FactCodec codec = new FactCodec();
    private final List<Fact> facts = new ArrayList<>();
    private LogReader reader;
    private long sequence;
    private final Set<String> speaking = new TreeSet<>();

    @BeforeEach
    void start() throws Exception {
        control.start();
        reader = control.read(Topic.ENVIRONMENTS, Topic.GRANTS, Topic.LEASES, Topic.DECISIONS);
    }

    @AfterEach
    void stop() throws Exception {
        reader.close();
        control.close();
    }

    private void heartbeat(String node, PoolReport... reports) {
        speaking.add(node);
        heartbeat(node, "life1", 0, reports);
    }

    private void heartbeat(String node, String life, long term, PoolReport... reports) {
        control.say(
                new NodeHeartbeat(
                        new NodeLife(new NodeId(node + "1"), new IncarnationId(life)),
                        RunningControlPlane.REGION,
                        new ClusterId(node),
                        "http://127.0.0.1:4466",
                        ++sequence,
                        term,
                        100,
                        false,
                        List.of(reports)));
    }

    private <F extends Fact> F await(Class<F> type, Predicate<F> wanted) {
        var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        for (int round = 1; System.nanoTime() < end; round++) {
            // Nodes go on speaking: on a slow machine the controller would take them for silent.
            if (round % 10 == 0) Set.copyOf(speaking).forEach(this::heartbeat);
            for (var fact : facts) {
                if (type.isInstance(fact) && wanted.test(type.cast(fact))) return type.cast(fact);
            }
            for (var read : reader.poll(Duration.ofMillis(50))) {
                var value = read.value();
                if (value != null && codec.decode(value) instanceof Decoded.Read(var event)) {
                    facts.add(event.fact());
                }
            }
        }
        throw new AssertionError("no such " + type.getSimpleName() + " among " + facts);
    }

    private static Refusal refused(Result<?> result) {
        return ((Result.Refused<?>) result).refusal();
    }

    private Environment environment() {
        return environment(URL, null);
    }

    private Environment environment(String url, @org.jspecify.annotations.Nullable Integer limit) {
        var project = ok(control.management().projects().create(ANNA, "shop"));
        return ok(
                control.management()
                        .environments()
                        .create(
                                ANNA,
                                new NewEnvironment(
                                        project.id(),
                                        "production",
                                        null,
                                        ok(DatabaseUrl.parse(url)),
                                        null,
                                        limit,
                                        null)));
    }

    private PoolReport report(Environment environment, Granted granted, String node, int waiting) {
        var mine =
                granted.grants().stream()
                        .filter(grant -> grant.node().value().equals(node + "1"))
                        .findFirst()
                        .orElseThrow();
        return new PoolReport(
                environment.id(),
                granted.epoch(),
                PoolState.ACTIVE,
                mine.size(),
                mine.size(),
                0,
                mine.size(),
                waiting,
                Duration.ZERO,
                10,
                Duration.ofMillis(100),
                Duration.ZERO);
    }

    @Test
    void isNotReadyWhileTheLogDoesNotTakeWhatWasDecided() {
        RunningControlPlane.await(() -> control.health.ready().up());
        control.log.close();

        environment();

        RunningControlPlane.await(() -> !check("event-log").up());
        assertThat(check("event-log").detail()).contains("out of reach");
        assertThat(control.health.live().up()).isTrue();
    }

    private Health.State check(String name) {
        return Objects.requireNonNull(control.health.ready().checks().get(name));
    }

    @Test
    void tellsNodesOfANewEnvironmentItsKeysAndItsGrants() {
        heartbeat("a");
        heartbeat("b");
        await(LeaseGranted.class, lease -> lease.node().value().equals("a1"));
        await(LeaseGranted.class, lease -> lease.node().value().equals("b1"));

        var made = environment();
        var key = ok(control.management().keys().create(ANNA, made.id(), "app"));

        var defined = await(EnvironmentDefined.class, event -> event.keys().size() == 1);
        assertThat(defined.connectionLimit()).isEqualTo(20);
        assertThat(defined.databaseUrl()).doesNotContain("s3cret");
        var opened =
                EnvelopeCipher.of(RunningControlPlane.MASTER, new SecureRandom())
                        .open(defined.databaseUrl(), defined.urlContext());
        assertThat(opened.value()).isEqualTo(URL);
        assertThat(defined.keys().getFirst().hash())
                .isEqualTo(
                        ApiKeys.hash(
                                RunningControlPlane.HASHING
                                        .value()
                                        .getBytes(StandardCharsets.UTF_8),
                                Objects.requireNonNull(key.text()).value()));
        var granted = await(Granted.class, event -> event.grants().size() == 2);
        assertThat(granted.grants()).allSatisfy(grant -> assertThat(grant.size()).isEqualTo(1));
    }

    @Test
    void wakesAPoolThatWasAskedForAndSharesTheLimit() {
        heartbeat("a");
        heartbeat("b");
        await(LeaseGranted.class, lease -> lease.node().value().equals("b1"));
        var made = environment(URL, 6);
        var placed = await(Granted.class, event -> event.grants().size() == 2);

        control.say(
                new PoolRequested(
                        made.database(),
                        made.id(),
                        new NodeLife(new NodeId("a1"), new IncarnationId("life1")),
                        placed.epoch(),
                        1));

        var woken =
                await(
                        Granted.class,
                        event ->
                                event.grants().stream()
                                        .anyMatch(grant -> grant.pool() == PoolMode.ACTIVE));
        assertThat(woken.grants()).extracting(Grant::size).containsExactly(4, 1);
        heartbeat("a", report(made, woken, "a", 2_000));
        var grown =
                await(
                        Granted.class,
                        event -> event.grants().stream().anyMatch(grant -> grant.size() == 5));
        assertThat(grown.epoch()).isGreaterThan(woken.epoch());
        assertThat(ok(control.management().databases().find(made.database())).charged())
                .isEqualTo(6);
        heartbeat("a", report(made, grown, "a", 0));
        assertThat(ok(control.management().nodes().pools(made.id()))).hasSize(2);
    }

    @Test
    void aFirstWordThatComesLateDoesNotReplaceTheLifeThatLives() {
        heartbeat("a", "living", 0);
        await(LeaseGranted.class, lease -> lease.timeToLive().isPositive());

        heartbeat("a", "older", 0);

        var asked = await(LeaseGranted.class, lease -> lease.term() > 0);
        assertThat(asked.incarnation()).isEqualTo(new IncarnationId("older"));
        assertThat(asked.timeToLive()).isZero();
        facts.clear();
        heartbeat("a", "living", 0);
        await(LeaseGranted.class, lease -> lease.timeToLive().isPositive());
    }

    @Test
    void aLifeThatRepeatsTheTermReplacesTheOneBeforeAndThatOneIsNotHeardAgain() {
        heartbeat("a", "before", 0);
        await(LeaseGranted.class, lease -> lease.timeToLive().isPositive());
        heartbeat("a", "newer", 0);
        long term = await(LeaseGranted.class, lease -> lease.term() > 0).term();

        heartbeat("a", "newer", term);

        await(LeaseGranted.class, lease -> isGivenTo("newer", lease));
        facts.clear();
        heartbeat("a", "before", term);
        heartbeat("a", "newest", term);
        var asked = await(LeaseGranted.class, lease -> lease.term() > 0);
        assertThat(asked.incarnation()).isEqualTo(new IncarnationId("newest"));
        assertThat(asked.term()).as("the term of its time is over").isEqualTo(term + 1);
        assertThat(facts).noneMatch(fact -> isAbout("before", fact));
    }

    private static boolean isGivenTo(String life, LeaseGranted lease) {
        return lease.timeToLive().isPositive() && lease.incarnation().value().equals(life);
    }

    private static boolean isAbout(String life, Fact fact) {
        return fact instanceof LeaseGranted lease && lease.incarnation().value().equals(life);
    }

    @Test
    void anOperatorsWordFreesAllThatASilentLifeHeld() {
        heartbeat("b");
        heartbeat("a", "life1", 0);
        await(LeaseGranted.class, lease -> lease.node().value().equals("a1"));
        var life = new IncarnationId("life1");
        var node = new NodeId("a1");
        assertThat(
                        refused(
                                control.management()
                                        .nodes()
                                        .declareEnded(ANNA, new NodeLife(node, life))))
                .as("it is heard")
                .isInstanceOf(Refusal.Conflict.class);
        environment();
        await(Granted.class, event -> event.grants().size() == 2);
        await(
                Granted.class,
                _ -> ok(control.management().nodes().find(node)).health() == Node.Health.SUSPECT);

        ok(control.management().nodes().declareEnded(ANNA, new NodeLife(node, life)));

        var ordered =
                await(Granted.class, event -> event.reaps().stream().anyMatch(reap -> reap.over()));
        assertThat(ordered.reaps()).allMatch(reap -> reap.node().equals(node));
        assertThat(
                        refused(
                                control.management()
                                        .nodes()
                                        .declareEnded(
                                                ANNA,
                                                new NodeLife(node, new IncarnationId("other")))))
                .isInstanceOf(Refusal.NotFound.class);
    }

    @Test
    void placesEnvironmentsThatWereThereBeforeTheNodes() {
        environment();

        heartbeat("a");

        var granted = await(Granted.class, event -> event.grants().size() == 1);
        assertThat(granted.epoch()).isEqualTo(new Epoch(1));
    }

    @Test
    void aRestartedControlPlaneGoesOnWhereItStood() throws Exception {
        heartbeat("a");
        await(LeaseGranted.class, lease -> lease.node().value().equals("a1"));
        var made = environment();
        var first = await(Granted.class, event -> event.environment().equals(made.id()));
        control.stop();

        control.startAnother();
        heartbeat("b");

        var next = await(Granted.class, event -> event.grants().size() == 2);
        assertThat(next.epoch()).isEqualTo(first.epoch().next());
        assertThat(ok(control.management().environments().find(made.id()))).isEqualTo(made);
    }

    @Test
    void takesEverythingBackFromADeletedEnvironment() {
        heartbeat("a");
        await(LeaseGranted.class, lease -> lease.node().value().equals("a1"));
        var made = environment();
        await(Granted.class, event -> event.grants().size() == 1);

        ok(control.management().environments().delete(ANNA, made.id(), made.version()));

        await(EnvironmentDeleted.class, event -> event.environment().equals(made.id()));
        var taken =
                await(
                        Granted.class,
                        event -> event.grants().stream().allMatch(grant -> grant.size() == 0));
        assertThat(ok(control.management().databases().find(made.database())).charged())
                .isEqualTo(1);
        heartbeat(
                "a",
                new PoolReport(
                        made.id(),
                        taken.epoch(),
                        PoolState.STOPPED,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Duration.ZERO,
                        0,
                        Duration.ZERO,
                        Duration.ZERO));
        awaitCharged(made, 0);
    }

    private void awaitCharged(Environment made, int charged) {
        RunningControlPlane.await(() ->
                ok(control.management().databases().find(made.database())).charged() == charged);
    }

    @Test
    void refusesWhatIsStaleTakenOrTooMuch() {
        var management = control.management();
        var made = environment();
        var update = new EnvironmentUpdate("production", 5, EnvironmentSettings.DEFAULTS);

        var updated = ok(management.environments().update(ANNA, made.id(), made.version(), update));

        assertThat(updated.version()).isEqualTo(made.version() + 1);
        assertThat(
                        refused(
                                management
                                        .environments()
                                        .update(ANNA, made.id(), made.version(), update)))
                .isInstanceOfSatisfying(
                        Refusal.Stale.class,
                        stale -> {
                            assertThat(stale.version()).isEqualTo(updated.version());
                            assertThat(Objects.requireNonNull(stale.change()).actor())
                                    .isEqualTo("anna");
                        });
        assertThat(
                        refused(
                                management
                                        .environments()
                                        .update(
                                                ANNA,
                                                made.id(),
                                                updated.version(),
                                                new EnvironmentUpdate(
                                                        "production",
                                                        21,
                                                        EnvironmentSettings.DEFAULTS))))
                .isEqualTo(new Refusal.LimitOutOfRange("connectionLimit", 21, 1, 20));
        var again =
                new NewEnvironment(
                        made.project(),
                        "production",
                        null,
                        ok(DatabaseUrl.parse(URL)),
                        null,
                        null,
                        null);
        assertThat(refused(management.environments().create(ANNA, again)))
                .isEqualTo(new Refusal.NameTaken("environment", "production", made.id().value()));
        assertThat(
                        refused(
                                management
                                        .environments()
                                        .rotateUrl(
                                                ANNA,
                                                made.id(),
                                                updated.version(),
                                                ok(
                                                        DatabaseUrl.parse(
                                                                "postgres://a@other.example/x")))))
                .isInstanceOf(Refusal.Invalid.class);
        var suspended =
                ok(
                        management
                                .environments()
                                .setState(
                                        ANNA,
                                        made.id(),
                                        updated.version(),
                                        EnvironmentState.SUSPENDED));
        assertThat(suspended.state()).isEqualTo(EnvironmentState.SUSPENDED);
        assertThat(ok(management.audit().list(PageRequest.first())).items())
                .extracting(AuditEntry::action)
                .containsExactly(
                        "environment.suspend",
                        "environment.update",
                        "environment.create",
                        "project.create");
    }

    @Test
    void createsOncePerIdempotencyKey() {
        var management = control.management();
        var request = new Request("anna", "k-1");

        var first = ok(management.projects().create(request, "one"));
        var second = ok(management.projects().create(request, "one"));

        assertThat(second).isEqualTo(first);
        assertThat(refused(management.projects().create(request, "two")))
                .isInstanceOf(Refusal.Conflict.class);
        assertThat(ok(management.projects().list(PageRequest.first())).items()).hasSize(1);
    }

    @Test
    void listsInPages() {
        var management = control.management();
        for (int i = 0; i < 5; i++) ok(management.projects().create(ANNA, "p" + i));

        var first = ok(management.projects().list(new PageRequest(3, null)));
        var rest = ok(management.projects().list(new PageRequest(3, first.next())));

        assertThat(first.items()).extracting(Project::name).containsExactly("p0", "p1", "p2");
        assertThat(rest.items()).extracting(Project::name).containsExactly("p3", "p4");
        assertThat(rest.next()).isNull();
        assertThat(refused(management.projects().list(new PageRequest(3, "?!"))))
                .isInstanceOf(Refusal.Invalid.class);
    }

    @Test
    void putsAsideWhatItCannotRead() {
        control.say(Topic.POOL_EVENTS, "db1", "not json".getBytes(StandardCharsets.UTF_8));

        RunningControlPlane.await(() -> control.number("SELECT count(*) FROM quarantine") > 0);
        assertThat(control.number("SELECT max(next_offset) FROM consumer_offset")).isEqualTo(1);
    }
}
