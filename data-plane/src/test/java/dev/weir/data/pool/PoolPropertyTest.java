package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PoolPropertyTest {
    @Property(tries = 400)
    void keepsItsPromisesWhateverHappens(@ForAll long seed) {
        var world = new World(seed);
        for (int i = 0; i < 400; i++) world.step();
        world.settle();
        assertThat(world.outcomes.keySet()).isEqualTo(world.asked);
    }

    @Property(tries = 50)
    void decidesTheSameForTheSameInputs(@ForAll long seed) {
        var one = new World(seed);
        var other = new World(seed);
        for (int i = 0; i < 200; i++) {
            one.step();
            other.step();
        }
        assertThat(one.history).isEqualTo(other.history);
    }

    private static final String READ = "select 1";

    /** Connections, clients and control that do anything at any time. */
    private static final class World {
        private final DatabaseFault down =
                new DatabaseFault(DatabaseFault.Kind.UNREACHABLE, "", "down", Map.of());

        final Random random;
        final Pool pool;
        final List<String> history = new ArrayList<>();
        final Set<Long> asked = new HashSet<>();
        final Map<Long, String> outcomes = new HashMap<>();
        final List<Long> queue = new ArrayList<>();
        final List<Long> opening = new ArrayList<>();
        final List<Long> open = new ArrayList<>();
        final List<Long> lent = new ArrayList<>();
        final Map<Long, Integer> places = new HashMap<>();
        final Set<Long> doubtful = new HashSet<>();
        final Set<Long> sharing = new HashSet<>();
        final List<Long> settling = new ArrayList<>();
        final List<Long> validating = new ArrayList<>();
        final List<Long> closing = new ArrayList<>();
        boolean lease = true;
        long now;
        long epoch;
        int size;
        long lastWaiter;

        World(long seed) {
            random = new Random(seed);
            var settings =
                    PoolSettings.DEFAULTS.bounded(
                            20, Duration.ofSeconds(10), Duration.ofMinutes(7));
            pool = new Pool("p", settings, _ -> lease, new Random(seed), 0);
        }

        void step() {
            now += random.nextInt(4) == 0 ? random.nextLong(20_000_000_000L) : random.nextInt(1000);
            switch (random.nextInt(18)) {
                case 0, 1, 2, 3 -> acquire();
                case 4, 5 -> take(opening, this::answerConnect);
                case 6, 7 ->
                        take(
                                lent,
                                id -> {
                                    settling.add(id);
                                    on(new PoolInput.Released(id));
                                });
                case 8 ->
                        take(settling, id -> on(new PoolInput.Settled(id, random.nextInt(5) > 0)));
                case 9 ->
                        take(
                                validating,
                                id -> on(new PoolInput.Validated(id, random.nextInt(3) > 0)));
                case 10 -> take(closing, this::closed);
                case 11 -> disturb();
                case 12 -> grant(random.nextInt(5));
                case 13, 14, 15 -> take(new ArrayList<>(places.keySet()), this::leave);
                case 16 -> on(new PoolInput.Ran(READ, random.nextLong(30_000_000)));
                default -> on(new PoolInput.Tick());
            }
        }

        private void disturb() {
            switch (random.nextInt(5)) {
                case 0 -> lease = !lease;
                case 1 -> take(open, this::closed);
                case 2 ->
                        take(
                                queue,
                                waiter -> {
                                    outcomes.put(waiter, "cancelled");
                                    on(new PoolInput.Cancelled(waiter));
                                });
                case 3 -> on(new PoolInput.Renewed());
                default -> on(new PoolInput.Suspended(random.nextBoolean()));
            }
        }

        private void acquire() {
            long waiter = ++lastWaiter;
            asked.add(waiter);
            queue.add(waiter);
            boolean read = random.nextBoolean();
            if (read) sharing.add(waiter);
            long deadline = now + 1 + random.nextLong(15_000_000_000L);
            on(new PoolInput.Acquire(waiter, deadline, read ? READ : null));
        }

        /** One of those that share a connection ends, and perhaps leaves it in doubt. */
        private void leave(long id) {
            int left = places.merge(id, -1, Integer::sum);
            boolean clean = random.nextInt(6) > 0;
            if (!clean) doubtful.add(id);
            if (left == 0) {
                places.remove(id);
                if (doubtful.remove(id)) settling.add(id);
            }
            on(new PoolInput.Left(id, READ, 0, random.nextLong(4_000_000), clean));
        }

        private void grant(int to) {
            size = to;
            var mode = random.nextBoolean() ? PoolMode.ACTIVE : PoolMode.DORMANT;
            on(new PoolInput.Granted(new Epoch(++epoch), to, mode));
        }

        private void answerConnect(long id) {
            if (random.nextInt(3) == 0) {
                on(new PoolInput.ConnectFailed(id, down));
            } else {
                open.add(id);
                on(new PoolInput.Connected(id));
            }
        }

        private void closed(long id) {
            for (var list : List.of(open, lent, settling, validating, closing)) list.remove(id);
            places.remove(id);
            doubtful.remove(id);
            on(new PoolInput.Closed(id));
        }

        /** Lets everything end well: the pool must come to rest with nobody waiting. */
        void settle() {
            lease = true;
            on(new PoolInput.Suspended(false));
            grant(3);
            for (int i = 0;
                    i < 1000 && !(queue.isEmpty() && lent.isEmpty() && places.isEmpty());
                    i++) {
                now += 1 + Math.min(pool.idleUntilTick(now), 1_000_000);
                on(new PoolInput.Tick());
                takeAll(
                        opening,
                        id -> {
                            open.add(id);
                            on(new PoolInput.Connected(id));
                        });
                takeAll(
                        lent,
                        id -> {
                            settling.add(id);
                            on(new PoolInput.Released(id));
                        });
                while (!places.isEmpty()) leave(places.keySet().iterator().next());
                takeAll(settling, id -> on(new PoolInput.Settled(id, true)));
                takeAll(validating, id -> on(new PoolInput.Validated(id, true)));
                takeAll(closing, this::closed);
            }
            assertThat(queue).as("everyone is served in the end").isEmpty();
            on(new PoolInput.Drain());
            takeAll(
                    opening,
                    id -> {
                        open.add(id);
                        on(new PoolInput.Connected(id));
                    });
            takeAll(settling, id -> on(new PoolInput.Settled(id, true)));
            takeAll(validating, id -> on(new PoolInput.Validated(id, true)));
            takeAll(closing, this::closed);
            assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
            assertThat(open).isEmpty();
        }

        private void on(PoolInput input) {
            for (var effect : pool.on(now, input)) {
                history.add(effect.toString());
                check(effect);
            }
            if (pool.stats(now).idle() > 0) {
                assertThat(queue.size()).isLessThanOrEqualTo(validating.size());
            }
            assertThat(pool.stats(now).waiting()).isEqualTo(queue.size());
            if (input instanceof PoolInput.Tick) {
                assertThat(pool.idleUntilTick(now)).as("a tick does what is due").isPositive();
            }
        }

        private void check(PoolEffect effect) {
            switch (effect) {
                case PoolEffect.Connect(var id) -> {
                    assertThat(lease || open.isEmpty())
                            .as("opens with a lease, and without one only the first")
                            .isTrue();
                    assertThat(opening).as("one opening at a time").isEmpty();
                    assertThat(open.size()).as("never more than granted").isLessThan(size);
                    opening.add(id);
                }
                case PoolEffect.Lend(var waiter, var id) -> {
                    assertThat(queue.removeFirst())
                            .as("first come, first served")
                            .isEqualTo(waiter);
                    assertThat(open).contains(id);
                    for (var busy : List.of(lent, settling, validating, closing)) {
                        assertThat(busy).as("lent to one at a time").doesNotContain(id);
                    }
                    assertThat(places).as("lent alone").doesNotContainKey(id);
                    lent.add(id);
                    outcome(waiter, "lent");
                }
                case PoolEffect.Join(var waiter, var id) -> {
                    assertThat(sharing).as("only who may share does").contains(waiter);
                    var before = List.copyOf(queue.subList(0, queue.indexOf(waiter)));
                    assertThat(before)
                            .as("goes before those only who want one alone")
                            .noneMatch(sharing::contains);
                    queue.remove(waiter);
                    assertThat(open).contains(id);
                    for (var busy : List.of(lent, settling, validating, closing)) {
                        assertThat(busy).as("shared by none but readers").doesNotContain(id);
                    }
                    assertThat(doubtful).as("nobody joins what is in doubt").doesNotContain(id);
                    int with = places.merge(id, 1, Integer::sum);
                    assertThat(with).isLessThanOrEqualTo(PoolSettings.DEFAULTS.pipelineDepth());
                    if (with == 1) {
                        assertThat(before).as("what is at rest is the first one's").isEmpty();
                    }
                    outcome(waiter, "joined");
                }
                case PoolEffect.Refuse(var waiter, var reason, var message) -> {
                    assertThat(message).contains("pool p: ");
                    queue.remove(waiter);
                    outcome(waiter, reason.name());
                }
                case PoolEffect.Fail(var waiter, _) -> {
                    queue.remove(waiter);
                    outcome(waiter, "failed");
                }
                case PoolEffect.Settle(var id) -> assertThat(settling).contains(id);
                case PoolEffect.Validate(var id) -> validating.add(id);
                case PoolEffect.Close(var id) -> {
                    places.remove(id);
                    doubtful.remove(id);
                    settling.remove(id);
                    validating.remove(id);
                    assertThat(closing).doesNotContain(id);
                    closing.add(id);
                }
                case PoolEffect.BreakerChanged(var from, var to) ->
                        assertThat(to).isNotEqualTo(from);
                case PoolEffect.Announce _, PoolEffect.ReportSoon _ -> {}
            }
        }

        private void outcome(long waiter, String what) {
            assertThat(outcomes.put(waiter, what)).as("one outcome each").isNull();
        }

        private void take(List<Long> from, LongConsumer use) {
            if (!from.isEmpty()) use.accept(from.remove(random.nextInt(from.size())));
        }

        private void takeAll(List<Long> from, LongConsumer use) {
            while (!from.isEmpty()) use.accept(from.removeFirst());
        }
    }
}
