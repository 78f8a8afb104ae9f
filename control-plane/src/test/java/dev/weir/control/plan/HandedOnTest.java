package dev.weir.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.events.Epoch;
import dev.weir.events.NodeId;
import dev.weir.events.Reap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is ordered to end a life's sessions speaks on, but does not say that it is done. */
class HandedOnTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);

    private final SimulatedNode a = new SimulatedNode("a1", "a", 100);
    private final SimulatedNode b = new SimulatedNode("b1", "b", 100);
    private final SimulatedNode c = new SimulatedNode("c1", "c", 100);
    private final SimulatedNode d = new SimulatedNode("d1", "d", 100);

    /** An environment that has four connections on the first node, and one on each other. */
    private Bench bench(SimulatedNode... others) {
        var bench = new Bench(10);
        bench.hear(a.heartbeat());
        for (var node : others) bench.hear(node.heartbeat());
        bench.define(1);
        settle(bench, others);
        bench.request(1, a, 1);
        settle(bench, others);
        assertThat(bench.granted(1, a)).isEqualTo(4);
        return bench;
    }

    private void settle(Bench bench, SimulatedNode... others) {
        var all = new ArrayList<>(List.of(others));
        all.add(a);
        bench.settle(all.toArray(SimulatedNode[]::new));
    }

    private static void speak(Bench bench, Duration time, SimulatedNode... speaking) {
        var until = bench.fleet.now().plus(time);
        while (bench.fleet.now().compareTo(until) < 0) {
            for (var node : speaking) {
                bench.told.forEach(node::hear);
                bench.hear(node.heartbeat());
            }
            bench.pass(TICK);
        }
    }

    private static Reap order(Bench bench) {
        assertThat(bench.reaps(1)).hasSize(1);
        return bench.reaps(1).getFirst();
    }

    private Reap ordered(Bench bench, SimulatedNode... speaking) {
        speak(bench, SECOND.multipliedBy(7), speaking);
        return order(bench);
    }

    @Test
    void anOrderThatIsNotReportedDoneGoesToAnotherNode() {
        var bench = bench(b, c);
        var first = ordered(bench, b, c);
        speak(bench, TICK.multipliedBy(7), b, c);
        assertThat(order(bench)).isEqualTo(first);

        speak(bench, TICK, b, c);

        var second = order(bench);
        assertThat(second.by().node()).isNotEqualTo(first.by().node());
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(second.node()).isEqualTo(a.id);
        assertThat(bench.told.getLast().reaps()).containsExactly(second);
        bench.reaped(1, second);
        assertThat(bench.state.grants().charged()).as("its floor is kept").isEqualTo(3);
    }

    @Test
    void whatTheFirstOneSaysLateOrAgainChangesNothing() {
        var bench = bench(b, c);
        var first = ordered(bench, b, c);
        speak(bench, SECOND.multipliedBy(2), b, c);
        var second = order(bench);

        bench.reaped(1, first);

        assertThat(order(bench)).isEqualTo(second);
        assertThat(bench.state.grants().charged()).isEqualTo(6);
        bench.reaped(1, second);
        var grants = bench.state.grants();
        bench.reaped(1, first);
        bench.reaped(1, second);
        assertThat(bench.state.grants()).isEqualTo(grants);
        speak(bench, SECOND.multipliedBy(60), b, c);
        assertThat(bench.reaps(1)).isEmpty();
    }

    @Test
    void eachHasATurnBeforeAnyHasASecondOne() {
        var bench = bench(b, c, d);
        var tried = new ArrayList<NodeId>();
        tried.add(ordered(bench, b, c, d).by().node());
        for (int turn = 0; turn < 2; turn++) {
            speak(bench, SECOND.multipliedBy(2), b, c, d);
            tried.add(order(bench).by().node());
        }
        assertThat(tried).containsExactlyInAnyOrder(b.id, c.id, d.id);

        speak(bench, SECOND.multipliedBy(2), b, c, d);

        assertThat(order(bench).by().node()).isEqualTo(tried.getFirst());
    }

    @Test
    void theOnlyOneIsOrderedAgain() {
        var bench = bench(b);
        var first = ordered(bench, b);

        speak(bench, SECOND.multipliedBy(2), b);

        assertThat(order(bench).by().node()).isEqualTo(first.by().node());
        assertThat(order(bench).epoch()).isGreaterThan(first.epoch());
    }

    @Test
    void whileNobodyCanDoItOrdersBecomeRare() {
        var bench = bench(b, c);
        ordered(bench, b, c);
        int before = bench.told.size();

        speak(bench, Duration.ofMinutes(10), b, c);

        // After 2, 4, 8, 16 and 32 s, and every 32 s from then on.
        assertThat(bench.told.size() - before).isBetween(15, 25);
    }

    @Test
    void ofALifeThatHasEndedThereIsMoreToLookAt() {
        var bench = bench(b, c);
        a.restart();
        bench.hear(a.heartbeat());
        bench.pass(TICK);
        var first = order(bench);
        assertThat(first.over()).isTrue();
        speak(bench, TICK.multipliedBy(15), a, b, c);
        assertThat(order(bench)).isEqualTo(first);

        speak(bench, TICK, a, b, c);

        assertThat(order(bench).by().node()).isNotEqualTo(first.by().node());
        assertThat(order(bench).over()).isTrue();
    }

    @Test
    void aLifeThatSpeaksAgainIsNotHandedOn() {
        var bench = bench(b, c);
        var first = ordered(bench, b, c);
        for (int i = 0; i < 20; i++) {
            bench.hear(a.heartbeat()); // it has not heard of the order
            speak(bench, TICK, b, c);
        }

        assertThat(order(bench)).isEqualTo(first);
        assertThat(first.epoch()).isGreaterThan(Epoch.NONE);
    }

    @Test
    void aReplicaThatTakesOverCountsFromThenOn() {
        var bench = bench(b, c);
        var first = ordered(bench, b, c);
        speak(bench, SECOND, b, c);
        bench.state = DatabaseState.of(bench.state.grants());
        speak(bench, SECOND.multipliedBy(2), b, c);
        assertThat(order(bench)).isEqualTo(first);

        speak(bench, TICK, b, c);

        assertThat(order(bench).by().node()).isNotEqualTo(first.by().node());
    }
}
