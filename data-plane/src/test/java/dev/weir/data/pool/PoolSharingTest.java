package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.pool.PoolEffect.Close;
import dev.weir.data.pool.PoolEffect.Connect;
import dev.weir.data.pool.PoolEffect.Join;
import dev.weir.data.pool.PoolEffect.Lend;
import dev.weir.data.pool.PoolEffect.ReportSoon;
import dev.weir.data.pool.PoolEffect.Settle;
import dev.weir.data.pool.PoolInput.Acquire;
import dev.weir.data.pool.PoolInput.Connected;
import dev.weir.data.pool.PoolInput.Granted;
import dev.weir.data.pool.PoolInput.Left;
import dev.weir.data.pool.PoolInput.Ran;
import dev.weir.data.pool.PoolInput.Released;
import dev.weir.data.pool.PoolInput.Settled;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who shares a connection with whom. */
class PoolSharingTest {
    private static final String READ = "select 1";
    private static final long MICRO = 1_000;
    private static final long FOREVER = 60_000_000_000L;

    private final Pool pool = new Pool("env-7", PoolSettings.DEFAULTS, _ -> true, new Random(1), 0);
    private long now;

    @Test
    void givesAReadThatItDoesNotKnowAConnectionAlone() {
        open(1);
        assertThat(read(1)).containsExactly(new Lend(1, 1));

        on(new Ran(READ, 50 * MICRO));
        on(new Released(1));
        on(new Settled(1, true));

        assertThat(read(2)).containsExactly(new Join(2, 1));
        assertThat(read(3)).containsExactly(new Join(3, 1));
        assertThat(pool.stats(now).busy()).isEqualTo(1);
    }

    @Test
    void sharesAFewConnectionsBeforeItFillsOne() {
        open(10);
        known();

        var joined = new ArrayList<PoolEffect>();
        for (int waiter = 1; waiter <= 8; waiter++) joined.addAll(read(waiter));

        assertThat(pool.stats(now).busy()).isEqualTo(Pipelines.SPREAD);
        assertThat(joined).hasSize(8).allMatch(Join.class::isInstance);
    }

    @Test
    void bringsAConnectionToRestWithoutSettlingItWhenTheLastHasLeft() {
        open(1);
        pool.takeStats(now);
        known();
        read(1);
        read(2);

        assertThat(leave(1)).isEmpty();
        assertThat(leave(1)).isEmpty();

        assertThat(pool.stats(now).idle()).isEqualTo(1);
        assertThat(pool.stats(now).requests()).isEqualTo(2);
    }

    @Test
    void settlesWhatIsInDoubtOnceAllHaveLeftAndGivesItToNobodyBefore() {
        open(1);
        known();
        read(1);
        read(2);

        assertThat(on(new Left(1, READ, 0, MICRO, false))).isEmpty();
        assertThat(read(3)).isEmpty();
        assertThat(leave(1)).containsExactly(new Settle(1));
        assertThat(on(new Settled(1, true))).containsExactly(new Join(3, 1));
    }

    @Test
    void takesNoMoreOnAConnectionThanAreDoneInTheTimeOneShouldWait() {
        open(1);
        known();
        read(1);
        read(2);
        on(new Left(1, READ, 0, 2_000 * MICRO, true)); // two of these fit into 5 ms

        assertThat(read(3)).containsExactly(new Join(3, 1));
        assertThat(read(4)).isEmpty();
        assertThat(leave(1)).containsExactly(new Join(4, 1));
    }

    @Test
    void fillsOneConnectionFurtherWhileOneMoreWouldHardlyWait() {
        open(10);
        known();
        for (int waiter = 1; waiter <= 5; waiter++) read(waiter);
        on(new Left(10, READ, 1, 10 * MICRO, true));

        for (int waiter = 6; waiter <= 15; waiter++) {
            assertThat(read(waiter)).containsExactly(new Join(waiter, 10));
        }
    }

    @Test
    void fillsTheEmptiestWhereOneMoreWouldWait() {
        open(10);
        known();
        for (int waiter = 1; waiter <= 5; waiter++) read(waiter);
        on(new Left(10, READ, 1, 400 * MICRO, true));

        var joined = new ArrayList<PoolEffect>();
        for (int waiter = 6; waiter <= 9; waiter++) joined.addAll(read(waiter));

        assertThat(joined)
                .extracting(effect -> ((Join) effect).connection())
                .containsExactlyInAnyOrder(10L, 9L, 8L, 7L);
    }

    /** The way there and back is long, or the machine busy: nobody behind would wait for that. */
    @Test
    void doesNotTakeTheTimeOfALoneReadForThePace() {
        open(1);
        known();
        read(1);
        on(new Left(1, READ, 0, 10_000 * MICRO, true));
        read(2);
        assertThat(read(3)).as("on trial").containsExactly(new Join(3, 1));
        assertThat(read(4)).isEmpty();

        paced(1, 10 * MICRO);

        assertThat(pool.stats(now).waiting()).isZero();
        for (int waiter = 5; waiter <= 9; waiter++) assertThat(read(waiter)).hasSize(1);
    }

    @Test
    void addsNobodyBehindOneThatTakesLong() {
        open(1);
        known();
        read(1);
        now += PoolSettings.DEFAULTS.headOfLine().toNanos();

        assertThat(read(2)).isEmpty();
        assertThat(leave(1)).containsExactly(new Join(2, 1));
    }

    @Test
    void freesAConnectionForWhoWantsOneAlone() {
        open(1);
        known();
        read(1);
        read(2);

        assertThat(on(new Acquire(3, now + FOREVER))).doesNotHaveAnyElementsOfTypes(Lend.class);
        assertThat(read(4)).as("takes nobody new").isEmpty();
        assertThat(leave(1)).isEmpty();
        assertThat(leave(1)).containsExactly(new Lend(3, 1));
        on(new Released(1));
        assertThat(on(new Settled(1, true))).containsExactly(new Join(4, 1));
    }

    @Test
    void letsReadsPassWhoWaitsForAConnectionAlone() {
        open(2);
        known();
        read(1);
        read(2);
        on(new Acquire(3, now + FOREVER));

        assertThat(read(4)).as("one of the two is kept for who came before").hasSize(1);
    }

    @Test
    void opensMoreWhenManyShareFew() {
        on(new Granted(new Epoch(1), 5, PoolMode.ACTIVE));
        on(new Connected(1));
        known();
        read(1);
        read(2);
        assertThat(read(3)).contains(new Join(3, 1), new Connect(2));
    }

    @Test
    void closesASharedConnectionThatIsNotCoveredAnyMore() {
        open(2);
        known();
        read(1);
        read(2);
        on(new Granted(new Epoch(9), 1, PoolMode.ACTIVE));

        assertThat(read(3)).as("nobody joins what is to go").isEmpty();
        assertThat(leave(1)).contains(new Close(1));
    }

    @Test
    void sharesNothingWhereTheDepthIsOne() {
        var d = PoolSettings.DEFAULTS;
        on(
                new PoolInput.Configured(
                        new PoolSettings(
                                d.maxQueue(),
                                d.queueTimeout(),
                                d.idleLimit(),
                                d.maxLifetime(),
                                d.validateAfter(),
                                d.patience(),
                                d.firstRetry(),
                                d.maxRetry(),
                                d.drainDeadline(),
                                1,
                                d.headOfLine())));
        open(1);
        known();

        assertThat(read(1)).containsExactly(new Lend(1, 1));
    }

    @Test
    void tellsHowLongReadsWaitedForThoseBeforeThem() {
        open(1);
        known();
        read(1);
        on(new Left(1, READ, 4_000 * MICRO, 50 * MICRO, true));

        assertThat(pool.stats(now).headOfLineP95())
                .isBetween(Duration.ofMillis(4), Duration.ofMillis(5).plusMillis(1));
        pool.takeStats(now);
        assertThat(pool.stats(now).headOfLineP95()).isZero();
    }

    private void open(int size) {
        on(new Granted(new Epoch(1), size, PoolMode.ACTIVE));
        for (int i = 1; i <= size; i++) {
            on(new Acquire(1_000 + i, now + FOREVER));
            on(new Connected(i));
        }
        for (int i = 1; i <= size; i++) {
            on(new Released(i));
            on(new Settled(i, true));
        }
    }

    private void known() {
        on(new Ran(READ, 50 * MICRO));
    }

    private List<PoolEffect> read(long waiter) {
        return on(new Acquire(waiter, now + FOREVER, READ));
    }

    /** One ends that long after the one before it. */
    private void paced(long connection, long nanos) {
        read(9_999);
        on(new Left(connection, READ, 1, nanos, true));
    }

    private List<PoolEffect> leave(long connection) {
        return on(new Left(connection, READ, 0, 50 * MICRO, true));
    }

    private List<PoolEffect> on(PoolInput input) {
        now += MICRO;
        var effects = new ArrayList<>(pool.on(now, input));
        effects.removeIf(ReportSoon.class::isInstance);
        return effects;
    }
}
