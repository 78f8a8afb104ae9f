package dev.weir.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Holding;
import dev.weir.events.Grant;
import dev.weir.events.PoolMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final SimulatedNode a = new SimulatedNode("a1", "a", 100);
    private final SimulatedNode b = new SimulatedNode("b1", "b", 100);

    private Bench bench(int limit) {
        var bench = new Bench(limit);
        bench.hear(a.heartbeat());
        bench.hear(b.heartbeat());
        return bench;
    }

    @Test
    void grantsANewEnvironmentADormantConnectionInEachCluster() {
        var bench = bench(10);

        bench.define(1);

        assertThat(bench.told).hasSize(1);
        assertThat(bench.told.getFirst().grants())
                .extracting(Grant::node, Grant::size, Grant::pool)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(a.id, 1, PoolMode.DORMANT),
                        org.assertj.core.groups.Tuple.tuple(b.id, 1, PoolMode.DORMANT));
        assertThat(bench.decisions.getFirst().rule()).isEqualTo("place");
        assertThat(bench.decisions.getFirst().numbers()).containsEntry("charged", 2.0);
    }

    @Test
    void grantsAsFarAsTheLimitReaches() {
        var bench = bench(1);

        bench.define(1);

        assertThat(bench.state.grants().charged()).isEqualTo(1);
        assertThat(bench.told.getFirst().grants()).hasSize(1);
    }

    @Test
    void placesWhenNodesArriveAfterTheEnvironment() {
        var bench = new Bench(10);
        bench.define(1);
        assertThat(bench.told).isEmpty();

        bench.hear(a.heartbeat());
        bench.pass(SECOND);

        assertThat(bench.granted(1, a)).isEqualTo(1);
    }

    @Test
    void wakesADormantPoolAndGivesItRoomAtOnce() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);

        bench.request(1, a, 1);

        assertThat(bench.granted(1, a)).isEqualTo(4);
        assertThat(bench.decisions.getLast().rule()).isEqualTo("start");
    }

    @Test
    void growsAtTheFirstReportOfABurstOnAColdPool() {
        var bench = bench(40);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var pool = a.pool(1);
        pool.open = 4;
        pool.busy = 4;
        pool.waiting = 1_900;
        pool.requests = 100;
        pool.service = Duration.ofSeconds(1);

        bench.fleet = bench.fleet.at(bench.fleet.now().plus(SECOND));
        bench.hear(a.heartbeat());

        assertThat(bench.granted(1, a)).isEqualTo(39);
        assertThat(bench.decisions.getLast().rule()).isEqualTo("start");
    }

    @Test
    void growsByLittlesLawAndAtMostDoublesWhenWaitingGetsSlow() {
        var bench = bench(100);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        bench.pass(Duration.ofSeconds(30));
        int before = bench.granted(1, a);
        for (int i = 0; i < 6; i++) {
            var pool = a.pool(1);
            pool.busy = before;
            pool.requests = 1_000;
            pool.service = Duration.ofSeconds(12);
            pool.waitP95 = Duration.ofMillis(40);
            bench.pass(SECOND);
            bench.hear(a.heartbeat());
            bench.hear(b.heartbeat());
            if (bench.granted(1, a) != before) break;
        }

        assertThat(bench.granted(1, a)).isEqualTo(2 * before);
        assertThat(bench.decisions.getLast().rule()).isEqualTo("scale-up");
    }

    @Test
    void doesNotGrowWithoutWaitingOrHighUse() {
        var bench = bench(100);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var pool = a.pool(1);
        pool.busy = 2;
        pool.requests = 500;
        pool.service = Duration.ofSeconds(2);
        for (int i = 0; i < 60; i++) {
            bench.pass(SECOND);
            bench.hear(a.heartbeat());
            bench.hear(b.heartbeat());
        }

        assertThat(bench.granted(1, a)).isEqualTo(4);
    }

    @Test
    void shrinksByTheMemoryOfFiveMinutesAndAtMostToHalfInAMinute() {
        var bench = bench(100);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var pool = a.pool(1);
        pool.open = 4;
        pool.busy = 4;
        pool.waiting = 200;
        bench.pass(SECOND);
        bench.hear(a.heartbeat());
        bench.settle(a, b);
        int high = bench.granted(1, a);
        assertThat(high).isGreaterThan(10);
        pool.busy = 1;
        pool.waiting = 0;
        pool.requests = 10;
        pool.service = Duration.ofMillis(100);
        for (int i = 0; i < 240; i++) {
            bench.pass(SECOND);
            bench.settle(a, b);
        }
        assertThat(bench.granted(1, a)).isEqualTo(high);

        for (int i = 0; i < 90; i++) {
            bench.pass(SECOND);
            int before = bench.granted(1, a);
            bench.settle(a, b);
            assertThat(bench.granted(1, a)).isGreaterThanOrEqualTo(before / 2);
        }

        assertThat(bench.granted(1, a)).isLessThan(high);
    }

    @Test
    void putsAnIdlePoolToSleepWithOneConnectionLeft() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var pool = a.pool(1);
        pool.open = 4;
        pool.idleFor = Bench.IDLE;
        bench.pass(Bench.IDLE.plus(SECOND));
        hearAll(bench, 3);

        assertThat(bench.decisions.getLast().rule()).isEqualTo("idle-stop");
        assertThat(bench.holdings(1))
                .filteredOn(h -> h.node().equals(a.id))
                .singleElement()
                .satisfies(holding -> {
                    assertThat(holding.pool()).isEqualTo(PoolMode.DORMANT);
                    assertThat(holding.granted()).isEqualTo(1);
                    assertThat(holding.charged()).isEqualTo(4);
                });
    }

    @Test
    void givesNobodyWhatAnotherHasNotGivenBack() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        burst(bench, a, 500);
        bench.settle(a, b);
        assertThat(bench.granted(1, a)).isEqualTo(9);
        a.openAll();
        bench.request(1, b, 1);
        burst(bench, b, 500);

        // a is told to shrink, but as long as it has not said so, b has what it had.
        assertThat(bench.granted(1, a)).isEqualTo(5);
        assertThat(bench.granted(1, b)).isEqualTo(1);
        assertThat(bench.state.grants().charged()).isEqualTo(10);

        bench.told.forEach(a::hear);
        a.giveBack(2);
        bench.hear(a.heartbeat());
        assertThat(bench.granted(1, b)).isEqualTo(3);

        a.giveBack(2);
        bench.hear(a.heartbeat());
        bench.decide(ControllerEvent.Tick::new);
        assertThat(bench.granted(1, b)).isEqualTo(5);
        assertThat(bench.state.grants().charged()).isEqualTo(10);
    }

    private void hearAll(Bench bench, int seconds) {
        for (int i = 0; i < seconds; i++) {
            bench.pass(SECOND);
            List.copyOf(bench.told).forEach(a::hear);
            bench.hear(b.heartbeat());
            bench.hear(a.heartbeat());
        }
    }

    /** After a pause a replica hears at once what was said meanwhile, the oldest first. */
    @Test
    void putsNoPoolToSleepByAWordThatMayBeOld() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var pool = a.pool(1);
        pool.open = 4;
        pool.idleFor = Bench.IDLE;
        bench.pass(Bench.IDLE.plus(SECOND));
        bench.hear(b.heartbeat());
        bench.hear(a.heartbeat());
        bench.decide(ControllerEvent.Tick::new);
        pool.idleFor = Duration.ZERO;
        pool.busy = 1;
        bench.hear(a.heartbeat());

        assertThat(bench.decisions).noneMatch(made -> made.rule().equals("idle-stop"));
    }

    /**
     * It may have gone to sleep by itself, as nobody had told it to for long, and ask to be woken.
     */
    @Test
    void aRequestKeepsAPoolAwakeThatWouldBePutToSleep() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var pool = a.pool(1);
        pool.open = 4;
        pool.idleFor = Bench.IDLE.minus(SECOND);
        bench.pass(Bench.IDLE.plus(SECOND));
        hearAll(bench, 4);
        pool.idleFor = Bench.IDLE;
        bench.hear(a.heartbeat());

        bench.request(1, a, 1);
        var once = bench.state;
        bench.request(1, a, 1);

        assertThat(bench.decisions).noneMatch(made -> made.rule().equals("idle-stop"));
        assertThat(bench.holdings(1))
                .filteredOn(holding -> holding.node().equals(a.id))
                .allMatch(holding -> holding.pool() == PoolMode.ACTIVE);
        assertThat(bench.state).as("told again").isEqualTo(once);
    }

    private static void burst(Bench bench, SimulatedNode node, int waiting) {
        var pool = node.pool(1);
        pool.busy = Math.max(1, pool.granted);
        pool.waiting = waiting;
        pool.requests = 100;
        pool.service = Duration.ofSeconds(3);
        bench.fleet = bench.fleet.at(bench.fleet.now().plus(Duration.ofMillis(500)));
        bench.hear(node.heartbeat());
    }

    @Test
    void ignoresAnAcknowledgementOfAnOlderEpoch() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        a.openAll();
        // What the node will say before it has heard that it is to give everything back.
        bench.define(1, Integer.MAX_VALUE, Standing.SUSPENDED);
        bench.hear(a.heartbeat());

        assertThat(bench.granted(1, a)).isZero();
        assertThat(bench.state.grants().charged()).isEqualTo(5);

        bench.settle(a, b);
        assertThat(bench.state.grants().charged()).isZero();
        assertThat(bench.holdings(1)).isEmpty();
    }

    @Test
    void aRestartEndsNoSessionsAtADatabaseThatIsNotInUse() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);

        a.restart();
        bench.hear(a.heartbeat());
        bench.pass(Duration.ofMillis(250));

        assertThat(bench.granted(1, a)).as("the new life's floor").isEqualTo(1);
        assertThat(bench.reaps(1)).isEmpty();
        assertThat(bench.state.grants().charged()).as("with the old one's").isEqualTo(3);
        bench.pass(Duration.ofSeconds(31));
        assertThat(bench.state.grants().charged()).isEqualTo(2);
    }

    @Test
    void aRestartEndsSessionsWhereTheOldFloorLeavesNoRoom() {
        var bench = bench(2);
        bench.define(1);
        bench.settle(a, b);

        a.restart();
        bench.hear(a.heartbeat());
        bench.pass(Duration.ofMillis(250));

        assertThat(bench.reaps(1)).hasSize(1);
    }

    @Test
    void aNewLifeOfANodeReleasesTheOldOnesChargeOnceItsSessionsAreEnded() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var old = a.heartbeat();
        a.restart();

        bench.hear(a.heartbeat());
        bench.decide(ControllerEvent.Tick::new);

        assertThat(bench.granted(1, a)).isEqualTo(1);
        assertThat(bench.state.grants().charged()).isEqualTo(6);
        assertThat(bench.decisions.getLast().rule()).isEqualTo("reap-ended");
        var order = bench.reaps(1).getFirst();
        assertThat(order.incarnation()).isEqualTo(old.incarnation());
        assertThat(order.over()).isTrue();
        assertThat(order.by().node()).isEqualTo(b.id);
        bench.reaped(1, order);
        assertThat(bench.state.grants().charged()).isEqualTo(2);
        assertThat(bench.holdings(1)).extracting(Holding::node).containsExactly(a.id, b.id);
        assertThat(bench.fleet.isNews(old)).isFalse();
        assertThat(Controller.answer(bench.fleet, old, SECOND)).isEmpty();
    }

    @Test
    void aNewLifeGetsThePlaceOfTheOldOneWhenItsSessionsHaveEndedByThemselves() {
        var bench = new Bench(1);
        bench.hear(a.heartbeat());
        bench.define(1);
        bench.settle(a);
        a.restart();
        for (int i = 0; i < 29; i++) {
            bench.hear(a.heartbeat());
            bench.pass(SECOND);
            assertThat(bench.granted(1, a)).as("nobody can end the old session").isZero();
        }
        bench.hear(a.heartbeat());
        bench.pass(SECOND);
        bench.pass(SECOND);

        assertThat(bench.granted(1, a)).isEqualTo(1);
        assertThat(bench.state.grants().charged()).isEqualTo(1);
    }

    /** Cluster a: one node, active with four; b: two nodes that go on speaking. */
    private Bench withSilentA(SimulatedNode c) {
        var bench = bench(10);
        bench.hear(c.heartbeat());
        bench.define(1);
        bench.settle(a, b, c);
        bench.request(1, a, 1);
        bench.settle(a, b, c);
        assertThat(bench.granted(1, a)).isEqualTo(4);
        return bench;
    }

    private static void silence(Bench bench, int seconds, SimulatedNode... speaking) {
        for (int i = 0; i < seconds; i++) {
            for (var node : speaking) {
                bench.told.forEach(node::hear);
                bench.hear(node.heartbeat());
            }
            bench.pass(SECOND);
        }
    }

    @Test
    void endsASilentNodesSessionsOnlyWhenEveryLeaseIsOverAndKeepsItsFloor() {
        var c = new SimulatedNode("c1", "c", 100);
        var bench = withSilentA(c);
        silence(bench, 6, b, c);
        assertThat(bench.reaps(1)).isEmpty();
        assertThat(bench.state.grants().charged()).isEqualTo(6);

        silence(bench, 1, b, c);

        var order = bench.reaps(1).getFirst();
        assertThat(order.node()).isEqualTo(a.id);
        assertThat(order.over()).isFalse();
        assertThat(order.by()).isNotEqualTo(a.id);
        assertThat(bench.state.grants().charged()).as("not before it is done").isEqualTo(6);
        bench.reaped(1, order);
        assertThat(bench.state.grants().charged()).as("its floor is kept").isEqualTo(3);
        assertThat(bench.reaps(1)).isEmpty();
        silence(bench, 600, b, c);
        assertThat(bench.state.grants().charged()).as("for ever").isEqualTo(3);
    }

    @Test
    void aLeaseIsCountedFromItsWithholdingIfAnotherReplicaHasAnsweredMore() {
        var c = new SimulatedNode("c1", "c", 100);
        var bench = withSilentA(c);
        bench.answeredElsewhere = 1;
        silence(bench, 8, b, c);
        assertThat(bench.reaps(1)).isEmpty();

        silence(bench, 1, b, c);

        assertThat(bench.reaps(1)).hasSize(1);
    }

    @Test
    void anAnswerToAnOlderOrderSaysNothing() {
        var c = new SimulatedNode("c1", "c", 100);
        var bench = withSilentA(c);
        silence(bench, 10, b, c);
        var order = bench.reaps(1).getFirst();
        // It comes back, knows its new grant, is given more, and falls silent again.
        bench.settle(a, b, c);
        assertThat(bench.reaps(1)).isEmpty();
        assertThat(bench.isAdmitted(a)).isTrue();
        bench.request(1, a, 9);
        bench.settle(a, b, c);
        int charged = bench.state.grants().charged();
        assertThat(charged).isGreaterThan(3);
        silence(bench, 10, b, c);
        assertThat(bench.reaps(1)).hasSize(1);

        bench.reaped(1, order);

        assertThat(bench.state.grants().charged()).isEqualTo(charged);
        bench.reaped(1, bench.reaps(1).getFirst());
        assertThat(bench.state.grants().charged()).isLessThan(charged);
    }

    @Test
    void givesNoLeaseToAReapedLifeBeforeItKnowsItsNewGrant() {
        var c = new SimulatedNode("c1", "c", 100);
        var bench = withSilentA(c);
        a.openAll();
        silence(bench, 10, b, c);
        bench.reaped(1, bench.reaps(1).getFirst());

        bench.hear(a.heartbeat()); // it has not heard of anything yet
        assertThat(bench.isAdmitted(a)).isFalse();
        assertThat(bench.state.grants().charged()).isEqualTo(3);

        bench.told.forEach(a::hear);
        a.giveBack(100);
        bench.hear(a.heartbeat());
        assertThat(bench.isAdmitted(a)).isTrue();
        assertThat(bench.state.grants().charged()).isEqualTo(3);
    }

    @Test
    void takesNothingFromAnybodyWhileMostNodesAreSilent() {
        var c = new SimulatedNode("c1", "c", 100);
        var bench = withSilentA(c);

        silence(bench, 120, c);

        assertThat(bench.fleet.isMassSilence()).isTrue();
        assertThat(bench.reaps(1)).isEmpty();
        assertThat(bench.state.grants().charged()).isEqualTo(6);
    }

    @Test
    void anotherNodeReapsWhenTheFirstOneFallsSilentToo() {
        var c = new SimulatedNode("c1", "c", 100);
        var d = new SimulatedNode("d1", "d", 100);
        var bench = bench(10);
        bench.hear(c.heartbeat());
        bench.hear(d.heartbeat());
        bench.define(1);
        bench.settle(a, b, c, d);
        bench.request(1, a, 1);
        bench.settle(a, b, c, d);
        silence(bench, 10, b, c, d);
        var first = bench.reaps(1).getFirst();
        var rest =
                java.util.stream.Stream.of(b, c, d)
                        .filter(node -> !node.id.equals(first.by()))
                        .toArray(SimulatedNode[]::new);

        silence(bench, 4, rest);

        var second = bench.reaps(1).getFirst();
        assertThat(second.by()).isNotEqualTo(first.by());
        assertThat(second.epoch()).isGreaterThan(first.epoch());
    }

    @Test
    void whatASilentNodeHadInUseMovesToTheLiving() {
        var sibling = new SimulatedNode("a2", "a", 100);
        var bench = bench(100);
        bench.hear(sibling.heartbeat());
        bench.define(1);
        bench.settle(a, b, sibling);
        bench.request(1, a, 1);
        bench.settle(a, b, sibling);
        burst(bench, a, 8);
        bench.settle(a, b, sibling);
        int before = bench.granted(1, sibling) + bench.granted(1, b);

        silence(bench, 4, sibling, b);

        assertThat(bench.granted(1, sibling) + bench.granted(1, b))
                .isGreaterThanOrEqualTo(before + 4);
        assertThat(bench.decisions).anyMatch(made -> made.rule().equals("take-over"));
    }

    @Test
    void takesGrowthBackThatBroughtNothing() {
        var bench = bench(100);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        bench.pass(Duration.ofSeconds(30));
        int size = 0;
        int most = 0;
        for (int i = 0; i < 60; i++) {
            var pool = a.pool(1);
            bench.told.forEach(a::hear);
            a.openAll();
            a.giveBack(100);
            size = bench.granted(1, a);
            most = Math.max(most, size);
            pool.busy = size;
            pool.waiting = 1;
            pool.requests = 1_000; // whatever its size
            pool.service = Duration.ofMillis(1_000L * size);
            pool.waitP95 = Duration.ofMillis(40);
            bench.pass(SECOND);
            bench.hear(a.heartbeat());
            bench.hear(b.heartbeat());
            if (bench.decisions.getLast().rule().equals("knee")) break;
        }

        assertThat(bench.decisions.getLast().rule()).isEqualTo("knee");
        assertThat(bench.granted(1, a)).isLessThan(most);
    }

    @Test
    void anotherNodeOfTheClusterJoinsWhenOneIsTooSmall() {
        var small = new SimulatedNode("a1", "a", 5);
        var sibling = new SimulatedNode("a2", "a", 5);
        var bench = new Bench(50);
        bench.hear(small.heartbeat());
        bench.hear(sibling.heartbeat());
        bench.define(1);
        bench.settle(small, sibling);
        var first = bench.granted(1, small) == 1 ? small : sibling;
        bench.request(1, first, 40);
        bench.settle(small, sibling);
        burst(bench, first, 500);
        bench.settle(small, sibling);

        assertThat(bench.granted(1, small)).isPositive();
        assertThat(bench.granted(1, sibling)).isPositive();
    }

    @Test
    void choosesTheClustersByTheEnvironmentWhenTheLimitIsTooLowForAll() {
        var chosen = new java.util.HashSet<dev.weir.events.NodeId>();
        for (int number = 1; number < 20; number++) {
            var bench = bench(1);
            bench.define(number);
            chosen.add(bench.holdings(number).getFirst().node());
        }
        assertThat(chosen).containsExactlyInAnyOrder(a.id, b.id);
    }

    @Test
    void aSilentNodeKeepsItsChargeAndItsClusterGetsAnotherPlace() {
        var other = new SimulatedNode("a2", "a", 100);
        var bench = bench(3);
        bench.hear(other.heartbeat());
        bench.define(1);
        bench.settle(a, b, other);
        var holder = bench.granted(1, a) == 1 ? a : other;
        var sibling = holder == a ? other : a;

        for (int i = 0; i < 4; i++) {
            bench.fleet = bench.fleet.at(bench.fleet.now().plus(SECOND));
            bench.hear(sibling.heartbeat());
            bench.hear(b.heartbeat());
        }
        bench.decide(ControllerEvent.Tick::new);

        assertThat(bench.fleet.isSuspect(holder.id)).isTrue();
        assertThat(bench.granted(1, holder)).isEqualTo(1);
        assertThat(bench.granted(1, sibling)).isEqualTo(1);

        // It speaks again: one of the two is enough.
        bench.hear(holder.heartbeat());
        bench.settle(a, b, other);
        assertThat(bench.granted(1, holder) + bench.granted(1, sibling)).isEqualTo(1);
    }

    @Test
    void takesEverythingFromADrainingNodeAndChargesItUntilItIsBack() {
        var other = new SimulatedNode("a2", "a", 100);
        var bench = bench(2);
        bench.define(1);
        bench.settle(a, b);
        a.openAll();
        bench.hear(other.heartbeat());
        a.draining = true;
        bench.hear(a.heartbeat());
        bench.decide(ControllerEvent.Tick::new);

        assertThat(bench.granted(1, a)).isZero();
        assertThat(bench.granted(1, other)).isZero();

        bench.settle(a, b, other);
        assertThat(bench.granted(1, other)).isEqualTo(1);
    }

    @Test
    void lowersTheLimitAsConnectionsComeBack() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        a.openAll();

        bench.limit(2);

        assertThat(bench.state.grants().limit().effective()).isEqualTo(5);
        assertThat(bench.granted(1, a)).isEqualTo(1);
        bench.settle(a, b);
        assertThat(bench.state.grants().limit().effective()).isEqualTo(2);
        assertThat(bench.state.grants().charged()).isEqualTo(2);
    }

    @Test
    void keepsAnEnvironmentWithinItsOwnLimit() {
        var bench = bench(20);
        bench.define(1, 3, Standing.ACTIVE);
        bench.settle(a, b);
        bench.request(1, a, 50);

        assertThat(bench.state.grants().charged()).isEqualTo(3);
    }

    @Test
    void sharesAScarceLimitFairlyBetweenEnvironments() {
        var bench = bench(12);
        bench.define(1);
        bench.define(2);
        bench.settle(a, b);
        for (int number : new int[] {1, 2}) {
            bench.request(number, a, 1);
            bench.settle(a, b);
        }
        for (int round = 0; round < 6; round++) {
            for (int number : new int[] {1, 2}) {
                var pool = a.pool(number);
                pool.busy = Math.max(1, pool.granted);
                pool.waiting = 300;
                pool.requests = 100;
                pool.service = Duration.ofSeconds(number == 1 ? 20 : 2);
            }
            bench.pass(SECOND);
            bench.settle(a, b);
        }

        assertThat(bench.granted(1, a)).isEqualTo(5);
        assertThat(bench.granted(2, a)).isEqualTo(5);
    }

    @Test
    void givesPlaceToANodeThatIsAskedWithoutHoldingAnything() {
        var other = new SimulatedNode("a2", "a", 100);
        var bench = bench(10);
        bench.hear(other.heartbeat());
        bench.define(1);
        bench.settle(a, b, other);
        var without = bench.granted(1, a) == 0 ? a : other;

        bench.request(1, without, 1);

        assertThat(bench.granted(1, without)).isEqualTo(4);
    }

    @Test
    void forgetsADeletedEnvironmentOnceEverythingIsBack() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        a.openAll();

        bench.define(1, Integer.MAX_VALUE, Standing.DELETED);

        assertThat(bench.told.getLast().grants()).allSatisfy(g -> assertThat(g.size()).isZero());
        assertThat(bench.state.grants().charged()).isEqualTo(2);
        bench.settle(a, b);
        assertThat(bench.state.grants().environments()).isEmpty();
    }

    @Test
    void tellsGrantsAgainToANodeThatMissedThem() {
        var bench = bench(10);
        bench.define(1);
        int before = bench.told.size();
        for (int i = 0; i < 6; i++) {
            bench.pass(SECOND);
            bench.hear(a.heartbeat());
            bench.hear(b.heartbeat());
        }

        assertThat(bench.told.subList(before, bench.told.size()))
                .hasSize(1)
                .first()
                .isEqualTo(bench.told.getFirst());
    }
}
