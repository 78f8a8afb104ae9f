package dev.weir.control;

import static dev.weir.control.RunningControlPlane.await;
import static dev.weir.control.RunningControlPlane.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.NewEnvironment;
import dev.weir.control.management.Request;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.BudgetId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A budget that stops more environments than one transaction suspends. */
class BudgetStopHalfwayTest {
    private static final Request ANNA = Request.of("anna");
    private static final int ENVIRONMENTS = 60;

    private final RunningControlPlane control = new RunningControlPlane();

    @BeforeEach
    void start() throws Exception {
        control.start();
    }

    @AfterEach
    void stop() throws Exception {
        control.close();
    }

    @Test
    void whoeverComesAfterACrashBetweenTwoBatchesDoesTheRest() throws Exception {
        var shop = project("shop");
        var blog = project("blog");
        var sorted = environments(shop);
        var last = sorted.getLast();
        refuseToChange(last);

        say(7, shop);

        await(() -> state(sorted.getFirst()) == EnvironmentState.SUSPENDED);
        assertThat(state(last)).isEqualTo(EnvironmentState.ACTIVE);
        assertThat(state(environment(shop, "later"))).isEqualTo(EnvironmentState.SUSPENDED);
        control.stop();
        letChange();
        control.startAnother();
        await(() -> state(last) == EnvironmentState.SUSPENDED);
        assertThat(sorted)
                .allSatisfy(id -> assertThat(version(id)).as("suspended once").isEqualTo(2));

        // The first project is not in what is said next.
        refuseToChange(last);
        var other = environment(blog, "one");
        say(8, blog);
        await(() -> state(sorted.getFirst()) == EnvironmentState.ACTIVE);
        assertThat(state(last)).isEqualTo(EnvironmentState.SUSPENDED);
        control.stop();
        letChange();
        control.startAnother();
        await(() -> state(last) == EnvironmentState.ACTIVE);
        await(() -> state(other) == EnvironmentState.SUSPENDED);
        assertThat(sorted).allSatisfy(id -> assertThat(version(id)).isEqualTo(3));
    }

    private void refuseToChange(EnvironmentId id) throws Exception {
        control.execute(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION ''refused''; END';
                CREATE TRIGGER refuse BEFORE UPDATE OF state ON environment
                    FOR EACH ROW WHEN (OLD.id = '%s') EXECUTE FUNCTION refuse()
                """
                        .formatted(id));
    }

    private void letChange() throws Exception {
        control.execute("DROP FUNCTION refuse CASCADE");
    }

    private void say(long sequence, ProjectId project) {
        var month = YearMonth.parse("2026-03");
        control.say(new BudgetStopped(new BudgetId("whole"), sequence, project, null, month));
    }

    private ProjectId project(String name) {
        return ok(control.management().projects().create(ANNA, name)).id();
    }

    /** All on one database, in the order of their ids. */
    private List<EnvironmentId> environments(ProjectId project) {
        var ids = new ArrayList<EnvironmentId>();
        for (int n = 0; n < ENVIRONMENTS; n++) ids.add(environment(project, "e" + n));
        ids.sort(Comparator.comparing(EnvironmentId::value));
        return ids;
    }

    private EnvironmentId environment(ProjectId project, String name) {
        var url = ok(DatabaseUrl.parse("postgresql://ada:s3cret@db.example:5432/shop"));
        var wanted = new NewEnvironment(project, name, null, url, null, null, null);
        return ok(control.management().environments().create(ANNA, wanted)).id();
    }

    private EnvironmentState state(EnvironmentId id) {
        return ok(control.management().environments().find(id)).state();
    }

    private long version(EnvironmentId id) {
        return ok(control.management().environments().find(id)).version();
    }
}
