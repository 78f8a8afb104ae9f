package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private static final Candidate A1 = candidate("a1", "a");
    private static final Candidate A2 = candidate("a2", "a");
    private static final Candidate B1 = candidate("b1", "b");

    private final Router router = new Router(A1.life(), A1.cluster(), RouterSettings.DEFAULTS, 0);
    private long now;
    private long random = 1;

    static Candidate candidate(String node, String cluster) {
        return new Candidate(
                new NodeLife(new NodeId(node), new IncarnationId("life1")),
                new ClusterId(cluster),
                10);
    }

    @Test
    void servesHereWhileItsOwnPoolIsWell() {
        router.route(0, List.of(B1, A2, A1));
        settle(A1, 5, A2, 5, B1, 5);

        assertThat(targets(100)).containsOnly(A1.life());
    }

    @Test
    void handsOnWithinTheClusterFirst() {
        router.route(0, List.of(B1, A2));

        assertThat(targets(100)).containsOnly(A2.life());
    }

    @Test
    void leavesTheClusterWhenItIsOverloaded() {
        router.route(0, List.of(B1, A2));
        settle(A2, 5, B1, 5);

        var targets = new ArrayList<NodeLife>();
        for (int i = 0; i < 20; i++) targets.add(given(give())); // nothing ends

        assertThat(targets).startsWith(A2.life(), A2.life(), A2.life()).contains(B1.life());
    }

    @Test
    void handsOnWhatAMuchSlowerOwnPoolWouldServe() {
        router.route(0, List.of(A1, A2));
        settle(A1, 100, A2, 5);

        assertThat(targets(20)).containsOnly(A2.life());
    }

    @Test
    void handsOnWhatTheOwnPoolHasNoRoomFor() {
        router.route(0, List.of(A1, A2));
        settle(A1, 5, A2, 5);

        var targets = new ArrayList<NodeLife>();
        for (int i = 0; i < 60; i++) targets.add(given(give()));

        assertThat(targets).contains(A1.life(), A2.life());
    }

    @Test
    void ejectsWhoFailsAndTriesItAgainLater() {
        router.route(0, List.of(A1, B1));
        settle(A1, 5, B1, 5);
        for (int i = 0; i < RouterSettings.DEFAULTS.failuresToEject(); i++) {
            end(give(), new Ending.Failed());
        }

        assertThat(targets(50)).containsOnly(B1.life());

        now += 60 * SECOND;
        assertThat(targets(200)).contains(A1.life());
    }

    @Test
    void usesTheEjectedWhenAllAre() {
        router.route(0, List.of(A1));
        for (int i = 0; i < 20; i++) end(give(), new Ending.Failed());

        assertThat(given(give())).isEqualTo(A1.life());
    }

    @Test
    void keepsTheOldRouteUntilTheNewOneServes() {
        router.route(0, List.of(A2));
        settle(A2, 5);
        router.route(now, List.of(B1));

        Predicate<NodeLife> onlyOld = life -> life.equals(A2.life());
        assertThat(given(router.choose(now, random++, onlyOld))).isEqualTo(A2.life());
        assertThat(targets(10)).containsOnly(B1.life());
    }

    @Test
    void forgetsTheOldRouteOnceTheNewOneServed() {
        router.route(0, List.of(A2));
        settle(A2, 5);
        router.route(now, List.of(B1));
        settle(B1, 5);

        assertThat(router.choose(now, 1, life -> life.equals(A2.life())))
                .isEqualTo(new Choice.Nowhere());
    }

    @Test
    void givesANewcomerLittleAtFirst() {
        router.route(0, List.of(candidate("b1", "b")));
        settle(B1, 5);
        router.route(now, List.of(B1, candidate("b2", "b")));

        int first = newcomersOf(concurrent(20));
        now += 20 * SECOND;
        int later = newcomersOf(concurrent(20));

        assertThat(first).isLessThan(later);
    }

    @Test
    void triesSomebodyElseForWhatDidNotStart() {
        router.route(0, List.of(A1, A2, B1));
        var first = give();
        var tried = Set.of(given(first));
        end(first, new Ending.NotStarted());

        assertThat(given(router.again(now, random++, _ -> true, tried))).isNotIn(tried);
    }

    @Test
    void asksTheFirstCandidateWithoutTheRetryBudget() {
        for (int i = 0; i < 2 * RetryBudget.FREE; i++) {
            assertThat(router.again(0, random++, _ -> true, Set.of()))
                    .isEqualTo(new Choice.Nowhere());
        }
        router.route(0, List.of(B1));

        assertThat(given(router.again(0, random++, _ -> true, Set.of()))).isEqualTo(B1.life());
    }

    @Test
    void doesNotGiveAnotherTimeWhatItsOwnPoolHasRefused() {
        router.route(0, List.of(A1));

        assertThat(router.again(0, random++, _ -> true, Set.of())).isEqualTo(new Choice.Nowhere());
    }

    @Test
    void spendsNoRetryWhereThereIsNobodyToTry() {
        router.route(0, List.of(A1));
        var tried = Set.of(A1.life());
        for (int i = 0; i < 2 * RetryBudget.FREE; i++) {
            assertThat(router.again(0, random++, _ -> true, tried)).isEqualTo(new Choice.Nowhere());
        }
        router.route(0, List.of(A1, B1));

        assertThat(given(router.again(0, random++, _ -> true, tried))).isEqualTo(B1.life());
    }

    @Test
    void resumesWithWhoWasNeverAskedAndThenWithinTheRetryBudget() {
        router.route(0, List.of(B1));
        var tried = Set.of(B1.life());
        for (int i = 0; i < RetryBudget.FREE; i++) {
            assertThat(router.resume(0, random++, _ -> false, tried))
                    .as("costs nothing while nobody can be reached")
                    .isEqualTo(new Choice.Nowhere());
        }

        for (int i = 0; i < RetryBudget.FREE; i++) {
            assertThat(given(router.resume(0, random++, _ -> true, tried))).isEqualTo(B1.life());
        }
        assertThat(router.resume(0, random++, _ -> true, tried)).isEqualTo(new Choice.Nowhere());
        router.route(0, List.of(B1, A2));
        assertThat(given(router.resume(0, random++, _ -> true, tried))).isEqualTo(A2.life());
    }

    @Test
    void goesNowhereWhenNobodyCanBeReached() {
        router.route(0, List.of(A2, B1));

        assertThat(router.choose(0, 1, _ -> false)).isEqualTo(new Choice.Nowhere());
    }

    @Test
    void countsWhatPeersBringInItsLoad() {
        router.route(0, List.of(A1, B1));
        var ticket = Objects.requireNonNull(router.arrived(0));
        give();

        assertThat(router.load()).isEqualTo(2);
        router.ended(now, ticket, new Ending.Answered(-1), 0);
        assertThat(router.load()).isEqualTo(1);
    }

    @Test
    void believesTheLoadThatAPeerTells() {
        var b2 = candidate("b2", "b");
        router.route(0, List.of(B1, b2));
        settle(B1, 5, b2, 5);
        var busy = give();
        router.ended(now, ticket(busy), new Ending.Answered(100), 0);

        assertThat(targets(20)).doesNotContain(given(busy));
    }

    private void settle(Object... latencies) {
        for (int i = 0; i < latencies.length; i += 2) {
            var life = ((Candidate) latencies[i]).life();
            for (int n = 0; n < 20; n++) {
                var notHim = new ArrayList<Choice>();
                var choice = router.choose(now, random++, other -> other.equals(life));
                while (!given(choice).equals(life)) { // ourselves, until we are full
                    notHim.add(choice);
                    choice = router.choose(now, random++, other -> other.equals(life));
                }
                notHim.forEach(other -> end(other, new Ending.Abandoned()));
                now += (int) latencies[i + 1] * MILLI;
                end(choice, new Ending.Answered(-1));
            }
        }
        now += SECOND;
    }

    private List<NodeLife> targets(int count) {
        var targets = new ArrayList<NodeLife>();
        for (int i = 0; i < count; i++) {
            var choice = give();
            targets.add(given(choice));
            now += MILLI;
            end(choice, new Ending.Answered(-1));
        }
        return targets;
    }

    private List<Choice> concurrent(int count) {
        var choices = new ArrayList<Choice>();
        for (int i = 0; i < count; i++) choices.add(give());
        now += 5 * MILLI;
        choices.forEach(choice -> end(choice, new Ending.Answered(-1)));
        return choices;
    }

    private static int newcomersOf(List<Choice> choices) {
        return (int) choices.stream().filter(c -> given(c).node().value().equals("b2")).count();
    }

    private Choice give() {
        return router.choose(now, random++ * 0x9E3779B97F4A7C15L, _ -> true);
    }

    private void end(Choice choice, Ending ending) {
        router.ended(now, ticket(choice), ending, random++);
    }

    private static Ticket ticket(Choice choice) {
        return switch (choice) {
            case Choice.Here(var ticket) -> ticket;
            case Choice.There(var _, var ticket) -> ticket;
            case Choice.Nowhere() -> throw new AssertionError("nowhere");
        };
    }

    private static NodeLife given(Choice choice) {
        return ticket(choice).life();
    }
}
