package dev.weir.control;

import static dev.weir.control.RunningControlPlane.await;
import static dev.weir.control.RunningControlPlane.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.Environment;
import dev.weir.control.management.NewEnvironment;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.control.management.Suspension.ByBudget;
import dev.weir.control.management.Suspension.ByPerson;
import dev.weir.events.BudgetEvent.BudgetReleased;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.BudgetId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.LogReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the billing meter says of budgets, taken by a whole control plane on a real PostgreSQL. */
class BudgetStopTest {
    private static final YearMonth MARCH = YearMonth.parse("2026-03");
    private static final Request ANNA = Request.of("anna");
    private static final String TOPIC = RunningControlPlane.topic(Topic.BUDGETS);

    private final RunningControlPlane control = new RunningControlPlane();
    private final FactCodec codec = new FactCodec();
    private final Map<EnvironmentId, EnvironmentDefined> told = new HashMap<>();
    private LogReader reader;
    private ProjectId shop;

    @BeforeEach
    void start() throws Exception {
        control.start();
        reader = control.read(Topic.ENVIRONMENTS);
        shop = project("shop");
    }

    @AfterEach
    void stop() throws Exception {
        reader.close();
        control.close();
    }

    @Test
    void suspendsAProjectsEnvironmentsAndSaysWhichBudgetDidIt() {
        var one = environment(shop, "one");
        var two = environment(shop, "two");
        var other = environment(project("blog"), "one");

        control.say(stopped("whole", 7, null));

        awaitState(one, EnvironmentState.SUSPENDED);
        awaitState(two, EnvironmentState.SUSPENDED);
        assertThat(now(one).suspension()).isEqualTo(new ByBudget(new BudgetId("whole"), MARCH));
        assertThat(now(other).state()).isEqualTo(EnvironmentState.ACTIVE);
        awaitTold(one, EnvironmentState.SUSPENDED);
        var entry = ok(control.management().audit().list(PageRequest.first())).items().getFirst();
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
        control.say(stopped("whole", 7, null));
        awaitState(both, EnvironmentState.SUSPENDED);
        awaitState(budgets, EnvironmentState.SUSPENDED);
        set(both, EnvironmentState.SUSPENDED);
        assertThat(now(both).suspension()).isEqualTo(new ByPerson("anna"));

        control.say(released("whole", 9, null));

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
        control.say(stopped("whole", 7, null));
        awaitRead(1);

        var refused =
                control.management()
                        .environments()
                        .setState(ANNA, one, now(one).version(), EnvironmentState.ACTIVE);

        assertThat(refused)
                .isEqualTo(
                        new Result.Refused<>(
                                new Refusal.Conflict(
                                        "the budget whole stops it in 2026-03; raise the budget or"
                                                + " remove it")));
    }

    @Test
    void anEnvironmentThatIsMadeLaterInTheMonthIsStoppedToo() {
        control.say(stopped("whole", 7, null));
        awaitRead(1);

        var later = environment(shop, "later");

        assertThat(now(later).suspension()).isEqualTo(new ByBudget(new BudgetId("whole"), MARCH));
        awaitTold(later, EnvironmentState.SUSPENDED);
        control.say(released("whole", 8, null));
        awaitTold(later, EnvironmentState.ACTIVE);
    }

    @Test
    void whatIsRepeatedOrOlderChangesNothing() throws Exception {
        var one = environment(shop, "one");
        control.say(stopped("whole", 7, null));
        control.say(released("whole", 9, null));
        control.say(stopped("whole", 7, null));
        awaitRead(3);
        var before = now(one);
        assertThat(before.state()).isEqualTo(EnvironmentState.ACTIVE);
        assertThat(before.version()).isEqualTo(3);
        control.stop();
        control.execute("UPDATE consumer_offset SET next_offset = 0 WHERE topic = '" + TOPIC + "'");

        control.startAnother();

        awaitRead(3);
        assertThat(now(one)).isEqualTo(before);
    }

    @Test
    void eachBudgetStopsWhatItIsOf() {
        var one = environment(shop, "one");
        var two = environment(shop, "two");

        control.say(stopped("one", 7, one));
        awaitState(one, EnvironmentState.SUSPENDED);
        assertThat(now(two).state()).isEqualTo(EnvironmentState.ACTIVE);
        control.say(stopped("whole", 8, null));
        awaitState(two, EnvironmentState.SUSPENDED);
        control.say(released("one", 9, one));
        awaitRead(3);

        assertThat(now(one).suspension()).isEqualTo(new ByBudget(new BudgetId("whole"), MARCH));
        control.say(released("whole", 10, null));
        awaitState(one, EnvironmentState.ACTIVE);
        awaitState(two, EnvironmentState.ACTIVE);
    }

    @Test
    void aBudgetThatIsNowOfAnotherProjectLetsTheFirstOneGo() {
        var one = environment(shop, "one");
        var blog = project("blog");
        var other = environment(blog, "one");
        control.say(stopped("whole", 7, null));
        awaitState(one, EnvironmentState.SUSPENDED);

        control.say(new BudgetStopped(new BudgetId("whole"), 8, blog, null, MARCH));

        awaitState(other, EnvironmentState.SUSPENDED);
        awaitState(one, EnvironmentState.ACTIVE);
    }

    @Test
    void whatCannotBeReadIsPutAside() throws Exception {
        control.say(Topic.BUDGETS, "whole", "not json".getBytes(StandardCharsets.UTF_8));
        var one = environment(shop, "one");

        control.say(stopped("whole", 7, null));

        awaitState(one, EnvironmentState.SUSPENDED);
        assertThat(control.number("SELECT count(*) FROM quarantine WHERE topic = '" + TOPIC + "'"))
                .isEqualTo(1);
    }

    private BudgetStopped stopped(String budget, long sequence, @Nullable EnvironmentId one) {
        return new BudgetStopped(new BudgetId(budget), sequence, shop, one, MARCH);
    }

    private BudgetReleased released(String budget, long sequence, @Nullable EnvironmentId one) {
        return new BudgetReleased(new BudgetId(budget), sequence, shop, one, MARCH);
    }

    private ProjectId project(String name) {
        return ok(control.management().projects().create(ANNA, name)).id();
    }

    private EnvironmentId environment(ProjectId project, String name) {
        var url = ok(DatabaseUrl.parse("postgresql://ada:s3cret@db.example:5432/shop"));
        var wanted = new NewEnvironment(project, name, null, url, null, null, null);
        return ok(control.management().environments().create(ANNA, wanted)).id();
    }

    private Environment now(EnvironmentId id) {
        return ok(control.management().environments().find(id));
    }

    private void set(EnvironmentId id, EnvironmentState state) {
        ok(control.management().environments().setState(ANNA, id, now(id).version(), state));
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
                control.number(
                                "SELECT coalesce(sum(next_offset), 0) FROM consumer_offset WHERE"
                                        + " topic = '"
                                        + TOPIC
                                        + "'")
                        == records);
    }
}
