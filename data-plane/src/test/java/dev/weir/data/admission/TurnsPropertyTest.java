package dev.weir.data.admission;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TurnsPropertyTest {
    private static final int MOST = 1_000;

    /** For whom, and what it will have cost. */
    private record Work(int key, long cost) {}

    /** As long as two wait, what they got differs by no more than the longest work of each. */
    @Property
    void isFairToAllThatWait(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 5_000) Integer> costs,
            @ForAll @LongRange(min = 1, max = 3_000) long quantum,
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 5) Integer> history) {
        var turns = new Turns<Integer, Work>(quantum);
        for (int one : history) turns.charged(one % costs.size(), 3_000);
        for (int key = 0; key < costs.size(); key++) {
            for (int i = 0; i < 40; i++)
                turns.waits(key, new Work(key, costs.get(key)), false, MOST);
        }
        var got = new long[costs.size()];
        var began = new boolean[costs.size()];
        for (int i = 0; i < 40; i++) {
            var work = take(turns);
            began[work.key] = true;
            got[work.key] += work.cost;
            if (!allOf(began)) continue; // who was ahead before waits until the others are, too
            for (int a = 0; a < got.length; a++) {
                for (int b = 0; b < a; b++) {
                    long before = history.size() * 3_000L;
                    assertThat(Math.abs(got[a] - got[b]))
                            .isLessThanOrEqualTo(costs.get(a) + costs.get(b) + before);
                }
            }
        }
    }

    private static boolean allOf(boolean[] flags) {
        for (boolean flag : flags) if (!flag) return false;
        return true;
    }

    /** Whatever others have waiting, who has nothing else there waits for one work of each. */
    @Property
    void letsWhoComesWaitForOneWorkOfEachOtherAtMost(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9_000) Integer> costs,
            @ForAll @IntRange(min = 0, max = 60) int servedBefore) {
        var turns = new Turns<Integer, Work>(1_000);
        for (int key = 0; key < costs.size(); key++) {
            for (int i = 0; i < 80; i++)
                turns.waits(key, new Work(key, costs.get(key)), false, MOST);
        }
        for (int i = 0; i < servedBefore; i++) take(turns);

        turns.waits(99, new Work(99, 1), false, MOST);
        Map<Integer, Integer> first = new HashMap<>();
        for (var work = take(turns); work.key != 99; work = take(turns)) {
            assertThat(first.merge(work.key, 1, Integer::sum)).isEqualTo(1);
        }
    }

    /** Nothing is lost or done twice, each one's is done in order, and no round does nothing. */
    @Property
    void doesAllThatWaitsAndInEveryRoundSomething(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 4) Integer> arrivals,
            @ForAll @LongRange(min = 1, max = 3_000) long quantum) {
        var turns = new Turns<Integer, Work>(quantum);
        Map<Integer, ArrayDeque<Work>> expected = new HashMap<>();
        var done = new ArrayList<Work>();
        for (int key : arrivals) {
            var work = new Work(key, 1 + 700L * key);
            if (turns.begins(key)) {
                assertThat(expected.values()).as("nobody waits").allMatch(ArrayDeque::isEmpty);
                turns.charged(key, work.cost);
                done.add(work);
            } else {
                turns.waits(key, work, key == 4, MOST);
                expected.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(work);
            }
        }
        while (turns.nextRound()) {
            int before = done.size();
            for (var work = turns.next(); work != null; work = turns.next()) {
                assertThat(requireNonNull(expected.get(work.key)).remove()).isSameAs(work);
                turns.charged(work.key, work.cost);
                done.add(work);
            }
            assertThat(done.size()).isGreaterThan(before);
        }
        assertThat(done).hasSize(arrivals.size());
    }

    private static Work take(Turns<Integer, Work> turns) {
        turns.nextRound();
        var work = requireNonNull(turns.next(), "a round does something");
        turns.charged(work.key, work.cost);
        return work;
    }
}
