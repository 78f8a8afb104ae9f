package dev.weir.data.compile.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CompileTurnsPropertyTest {
    private static final int MAX_WAITING = 12;
    private static final int MAX_OF_ONE = 7;

    @Test
    void anotherOwnersJobIsNextHoweverManyOneHas() {
        var turns = new CompileTurns<String, Integer>(2, 512, 128);
        for (int job = 0; job < 60; job++) turns.offer("many", job);
        assertThat(turns.next()).isEqualTo(new CompileTurns.Turn<>("many", 0));
        assertThat(turns.next()).as("one worker is left for others").isNull();

        turns.offer("one", 100);

        assertThat(turns.next()).isEqualTo(new CompileTurns.Turn<>("one", 100));
        turns.ended("one");
        turns.offer("one", 101);
        turns.offer("third", 200);
        assertThat(turns.next()).isEqualTo(new CompileTurns.Turn<>("one", 101));
    }

    @Test
    void aSingleWorkerIsSharedJobByJob() {
        var turns = new CompileTurns<String, Integer>(1, 512, 128);
        for (int job = 0; job < 60; job++) turns.offer("many", job);
        turns.next();
        turns.offer("one", 100);
        turns.ended("many");

        var then = turns.next();
        turns.ended(then == null ? "" : then.owner());

        assertThat(List.of(String.valueOf(then), String.valueOf(turns.next())))
                .contains("Turn[owner=one, job=100]");
    }

    @Test
    void aFullQueueRefusesTheNewestJobOfTheOwnerThatHasMost() {
        var turns = new CompileTurns<String, Integer>(1, 4, 10);
        for (int job = 0; job < 4; job++) turns.offer("many", job);

        assertThat(turns.offer("one", 100)).isEqualTo(3);
        assertThat(turns.offer("one", 101)).isEqualTo(2);
        assertThat(turns.offer("one", 102)).as("both have two").isEqualTo(102);
        assertThat(turns.of("one")).isEqualTo(2);
    }

    /** Offers and ends in any order, beside a model that only counts. */
    @Property(tries = 2_000)
    void boundsHoldAndNoJobIsLostOrRunTwice(
            @ForAll @IntRange(min = 1, max = 4) int workers,
            @ForAll @Size(max = 80) List<@IntRange(min = 0, max = 9) Integer> steps) {
        var turns = new CompileTurns<Integer, Integer>(workers, MAX_WAITING, MAX_OF_ONE);
        var waiting = new LinkedHashSet<Integer>();
        var owners = new HashMap<Integer, Integer>();
        var running = new ArrayList<CompileTurns.Turn<Integer, Integer>>();
        int number = 0;
        for (int step : steps) {
            if (step < 7) {
                int job = number++;
                waiting.add(job);
                owners.put(job, step % 4);
                var refused = turns.offer(step % 4, job);
                if (refused != null) assertThat(waiting.remove(refused)).isTrue();
            } else if (!running.isEmpty()) {
                turns.ended(running.remove(step % running.size()).owner());
            }
            for (var turn = turns.next(); turn != null; turn = turns.next()) {
                assertThat(waiting.remove(turn.job())).isTrue();
                assertThat(owners.get(turn.job())).isEqualTo(turn.owner());
                running.add(turn);
            }
            assertThat(turns.waiting()).isEqualTo(waiting.size()).isLessThanOrEqualTo(MAX_WAITING);
            assertThat(running).hasSizeLessThanOrEqualTo(workers);
            for (int owner = 0; owner < 4; owner++) {
                int its = owner;
                long runs = running.stream().filter(turn -> turn.owner() == its).count();
                long waits =
                        waiting.stream()
                                .filter(job -> Integer.valueOf(its).equals(owners.get(job)))
                                .count();
                assertThat(runs).isLessThanOrEqualTo(Math.max(1, workers - 1));
                assertThat(turns.of(owner)).isEqualTo((int) (runs + waits));
                boolean mayStart = waits > 0 && runs < Math.max(1, workers - 1);
                assertThat(mayStart && running.size() < workers).as("work is left").isFalse();
            }
            assertThat(turns.owners()).isLessThanOrEqualTo(4);
        }
    }
}
