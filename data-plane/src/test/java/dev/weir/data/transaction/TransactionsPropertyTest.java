package dev.weir.data.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.transaction.Effect.Close;
import dev.weir.data.transaction.Effect.Refuse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class TransactionsPropertyTest {
    private static final int MAX_OPEN = 5;

    /**
     * Whatever clients, timers and the database do: every request is answered once, no two things
     * run in one transaction at a time, nothing runs in one that is closed, and every connection
     * borrowed is given back once.
     */
    @Property(tries = 500)
    void answersAllAndGivesAllConnectionsBack(@ForAll long seed) {
        var world = new World(seed);
        for (int step = 0; step < 200; step++) world.step();
        world.finish();

        assertThat(world.unanswered).isEmpty();
        assertThat(world.holding).isEmpty();
        assertThat(world.transactions.size()).isZero();
    }

    /** Clients, connections and timers as one random player; checks what is asked of it. */
    private static final class World {
        final Transactions transactions = new Transactions(MAX_OPEN, 1_000);
        final Set<Long> unanswered = new HashSet<>();
        final Set<Long> abandoned = new HashSet<>();
        final Map<String, Long> opening = new HashMap<>();
        final Set<String> holding = new HashSet<>();
        final Map<String, @Nullable Long> running = new HashMap<>();
        final List<String> known = new ArrayList<>();
        final List<String> timers = new ArrayList<>();
        final Random random;
        long now;
        long request;
        int minted;

        World(long seed) {
            random = new Random(seed);
        }

        void step() {
            now += random.nextInt(50);
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    unanswered.add(++request);
                    on(new Input.Start(request, "t" + minted++, random.nextInt(2_000)));
                }
                case 2, 3 -> finishOpening(random.nextInt(4) > 0);
                case 4, 5, 6, 7 -> {
                    unanswered.add(++request);
                    var operations = Operation.values();
                    var operation = operations[random.nextInt(operations.length)];
                    on(new Input.Ask(request, any(known, "unknown"), operation));
                }
                case 8, 9 -> finishRunning();
                case 10 -> {
                    if (!timers.isEmpty()) {
                        on(new Input.TimedOut(timers.remove(random.nextInt(timers.size()))));
                    }
                }
                default -> {
                    var request = any(List.copyOf(unanswered), 0L);
                    abandoned.add(request);
                    on(new Input.Abandoned(request));
                }
            }
            assertThat(transactions.size()).isLessThanOrEqualTo(MAX_OPEN);
        }

        void finish() {
            while (!opening.isEmpty()) finishOpening(true);
            while (!running.isEmpty()) finishRunning();
            on(new Input.Stop());
            while (!running.isEmpty()) finishRunning();
            // Those who left before their turn came need no answer.
            unanswered.removeAll(abandoned);
        }

        void finishOpening(boolean succeeds) {
            if (opening.isEmpty()) return;
            var id = opening.keySet().iterator().next();
            long by = Objects.requireNonNull(opening.remove(id));
            if (succeeds) {
                holding.add(id);
                on(new Input.Opened(id));
            } else {
                answered(by);
                on(new Input.OpenFailed(id));
            }
        }

        void finishRunning() {
            if (running.isEmpty()) return;
            var id = any(List.copyOf(running.keySet()), "");
            var by = running.remove(id);
            if (by != null && holding.contains(id)) answered(by);
            on(new Input.Done(id, random.nextInt(4) > 0));
        }

        void on(Input input) {
            transactions.on(input, now).forEach(this::perform);
        }

        void perform(Effect effect) {
            switch (effect) {
                case Effect.Open(var by, var id) -> opening.put(id, by);
                case Effect.Started(var by, var id) -> {
                    answered(by);
                    known.add(id);
                }
                case Effect.Expect(var id, var timeout) -> {
                    assertThat(timeout).isBetween(1L, 1_000L);
                    timers.add(id);
                }
                case Effect.Run(var by, var id) -> run(id, by);
                case Effect.Commit(var by, var id) -> run(id, by);
                case Effect.Rollback(var by, var id) -> run(id, by);
                case Effect.Savepoint(var by, var id, var _, var depth) -> {
                    assertThat(depth).isBetween(1, Transactions.MAX_DEPTH);
                    run(id, by);
                }
                case Effect.Undo(var id) -> run(id, null);
                case Close(var id) -> assertThat(holding.remove(id)).as("held %s", id).isTrue();
                case Refuse(var by, var _) -> answered(by);
            }
        }

        private void run(String id, @Nullable Long by) {
            assertThat(holding).as("runs on a connection").contains(id);
            assertThat(running).as("one at a time").doesNotContainKey(id);
            running.put(id, by);
        }

        private void answered(long by) {
            assertThat(unanswered.remove(by)).as("request %s answered once", by).isTrue();
        }

        private <T> T any(List<T> from, T otherwise) {
            return from.isEmpty() ? otherwise : from.get(random.nextInt(from.size()));
        }
    }
}
