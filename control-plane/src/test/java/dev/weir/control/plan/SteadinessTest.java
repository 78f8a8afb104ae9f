package dev.weir.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Pools that together want more than the limit: the load stays the same, so do the sizes. */
class SteadinessTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final int SETTLING_SECONDS = 60;
    private static final int MINUTE_SECONDS = 60;
    private static final int MOST_CHANGES = 6;
    private static final Duration SERVICE = Duration.ofMillis(500);

    @Property(tries = 200)
    void sizesSettleUnderABindingLimit(
            @ForAll long seed,
            @ForAll @IntRange(min = 6, max = 24) int limit,
            @ForAll @IntRange(min = 30, max = 70) int firstPartOfTheLimit) {
        int first = limit * firstPartOfTheLimit / 100;
        var fleet = new Two(seed, limit, first, limit + 2 - first);
        for (int i = 0; i < SETTLING_SECONDS; i++) fleet.second();
        int before = fleet.changes;

        for (int i = 0; i < MINUTE_SECONDS; i++) fleet.second();

        assertThat(fleet.changes - before).as(fleet::lastSizes).isLessThan(MOST_CHANGES);
    }

    /** Between two reports of waiting a pool may say nothing of it: it wants no less for that. */
    @Example
    void whoGaveSlotsUpDoesNotGetThemBackWhileTheOtherHasNotTakenThem() {
        var fleet = new Two(1, 11, 20, 0);
        for (int i = 0; i < 5; i++) fleet.second();
        int before = fleet.bench.granted(1, fleet.a);
        fleet.bench.request(1, fleet.b, 1);
        int shrunk = fleet.bench.granted(1, fleet.a);

        fleet.bench.pass(Duration.ofMillis(100));
        fleet.b.pool(1).waiting = 0;
        fleet.bench.hear(fleet.b.heartbeat());
        fleet.bench.decide(ControllerEvent.Tick::new);

        assertThat(shrunk).isLessThan(before);
        assertThat(fleet.bench.granted(1, fleet.a)).isEqualTo(shrunk);
    }

    /** One environment on two nodes, each of which is asked for so many connections' work. */
    private static final class Two {
        private final Random random;
        private final Bench bench;
        private final SimulatedNode a = new SimulatedNode("a1", "a", 100);
        private final SimulatedNode b = new SimulatedNode("b1", "b", 100);
        private final int ofA;
        private final int ofB;
        private final List<String> sizes = new ArrayList<>();
        private double waitingAtA;
        private double waitingAtB;
        private int changes;

        Two(long seed, int limit, int ofA, int ofB) {
            this.random = new Random(seed);
            this.ofA = ofA;
            this.ofB = ofB;
            bench = new Bench(limit);
            bench.hear(a.heartbeat());
            bench.hear(b.heartbeat());
            bench.define(1);
            bench.settle(a, b);
            bench.request(1, a, 1);
            if (ofB > 0) bench.request(1, b, 1);
        }

        String lastSizes() {
            return String.join(" ", sizes.subList(2 * SETTLING_SECONDS, sizes.size()));
        }

        /** Both speak within it, one after the other, and do what they hear at once. */
        void second() {
            waitingAtA = work(a, ofA, waitingAtA);
            beat(a);
            waitingAtB = work(b, ofB, waitingAtB);
            beat(b);
        }

        private void beat(SimulatedNode node) {
            int before = bench.granted(1, a);
            int other = bench.granted(1, b);
            bench.pass(HEARTBEAT.dividedBy(2));
            bench.hear(node.heartbeat());
            for (var each : List.of(a, b)) {
                List.copyOf(bench.told).forEach(each::hear);
                each.giveBack(100);
                each.openAll();
            }
            if (bench.granted(1, a) != before) changes++;
            if (bench.granted(1, b) != other) changes++;
            sizes.add(bench.granted(1, a) + "+" + bench.granted(1, b));
        }

        /** What comes in a second goes up and down by chance; who does not wait long gives up. */
        private double work(SimulatedNode node, int load, double waiting) {
            var pool = node.pool(1);
            double arrivals = load * (0.8 + 0.4 * random.nextDouble()) * 2;
            double served = Math.min(waiting + arrivals, pool.open * 2.0);
            double left = Math.min(20, waiting + arrivals - served);
            pool.requests = Math.round(served);
            pool.service = SERVICE.multipliedBy(pool.requests);
            pool.busy = (int) Math.min(pool.open, Math.round(served / 2));
            pool.waiting = (int) left;
            pool.waitP95 = Duration.ofMillis(left >= 1 ? 300 : 0);
            return left;
        }
    }
}
