package dev.weir.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Holding;
import dev.weir.events.Grant;
import dev.weir.events.PoolMode;
import java.time.Duration;
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
        bench.hear(b.heartbeat());
        bench.hear(a.heartbeat());
        bench.decide(ControllerEvent.Tick::new);

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
    void aNewLifeOfANodeReleasesTheOldOnesCharge() {
        var bench = bench(10);
        bench.define(1);
        bench.settle(a, b);
        bench.request(1, a, 1);
        bench.settle(a, b);
        var old = a.heartbeat();
        a.restart();

        bench.hear(a.heartbeat());
        bench.decide(ControllerEvent.Tick::new);

        assertThat(bench.holdings(1))
                .filteredOn(h -> h.node().equals(a.id))
                .singleElement()
                .satisfies(h -> assertThat(h.incarnation()).isEqualTo(a.incarnation()))
                .extracting(Holding::granted)
                .isEqualTo(1);
        assertThat(bench.fleet.isNews(old)).isFalse();
        assertThat(Controller.answer(bench.fleet, old, SECOND)).isEmpty();
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
