package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.pool.PoolEffect.Announce;
import dev.weir.data.pool.PoolEffect.Close;
import dev.weir.data.pool.PoolEffect.Connect;
import dev.weir.data.pool.PoolEffect.Fail;
import dev.weir.data.pool.PoolEffect.Lend;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.data.pool.PoolEffect.Refuse;
import dev.weir.data.pool.PoolEffect.ReportSoon;
import dev.weir.data.pool.PoolEffect.Settle;
import dev.weir.data.pool.PoolEffect.Validate;
import dev.weir.data.pool.PoolInput.Acquire;
import dev.weir.data.pool.PoolInput.Closed;
import dev.weir.data.pool.PoolInput.ConnectFailed;
import dev.weir.data.pool.PoolInput.Connected;
import dev.weir.data.pool.PoolInput.Drain;
import dev.weir.data.pool.PoolInput.Granted;
import dev.weir.data.pool.PoolInput.Released;
import dev.weir.data.pool.PoolInput.Settled;
import dev.weir.data.pool.PoolInput.Tick;
import dev.weir.data.pool.PoolInput.Validated;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoolTest {
    private final DatabaseFault down =
            new DatabaseFault(DatabaseFault.Kind.UNREACHABLE, "", "connection refused", Map.of());
    private final DatabaseFault wrongPassword =
            new DatabaseFault(DatabaseFault.Kind.REFUSED, "28P01", "wrong password", Map.of());

    private boolean lease = true;
    private long now;
    private long epoch;
    private final Pool pool =
            new Pool("env-7", PoolSettings.DEFAULTS, _ -> lease, new Random(1), 0);

    @Test
    void opensAtOnceForTheFirstRequestOfADormantPoolAndSaysSoOnce() {
        grant(1, PoolMode.DORMANT);

        assertThat(acquire(1))
                .containsExactly(new Announce(new PoolNews.Requested(1)), new Connect(1));
        assertThat(acquire(2)).isEmpty();
        assertThat(pool.state()).isEqualTo(PoolState.OPENING);
        assertThat(on(new Connected(1)))
                .containsExactly(
                        new Announce(new PoolNews.Started(Duration.ZERO)),
                        new Lend(1, 1),
                        new ReportSoon());
    }

    @Test
    void grantsAReleasedConnectionToTheOldestWaiter() {
        open(1);
        acquire(1);
        acquire(2);
        acquire(3);

        assertThat(on(new Released(1))).containsExactly(new Settle(1));
        assertThat(on(new Settled(1, true))).containsExactly(new Lend(2, 1));
    }

    @Test
    void tellsHowLongWhoStillWaitsHasWaited() {
        open(1);
        acquire(1);
        acquire(2);
        now += Duration.ofMillis(700).toNanos();
        acquire(3);

        assertThat(pool.stats(now).waitP95()).isEqualTo(Duration.ofMillis(700));

        on(new Released(1));
        on(new Settled(1, true));
        assertThat(pool.takeStats(now).waitP95()).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        assertThat(pool.stats(now).waitP95()).isZero();
    }

    @Test
    void lendsTheMostRecentlyUsedIdleConnection() {
        open(3);
        lendAll(3);
        giveBack(2);
        giveBack(3);
        giveBack(1);

        assertThat(acquire(7)).containsExactly(new Lend(7, 1));
    }

    @Test
    void closesWhatDidNotSettleAndOpensAnotherForWhoWaits() {
        open(1);
        acquire(1);
        acquire(2);
        on(new Released(1));

        assertThat(on(new Settled(1, false))).containsExactly(new Close(1), new ReportSoon());
        assertThat(on(new Closed(1))).containsExactly(new Connect(2));
    }

    @Test
    void opensOneConnectionAtATimeAndNeverMoreThanGranted() {
        grant(2, PoolMode.DORMANT);
        acquire(1);
        assertThat(acquire(2)).isEmpty();
        acquire(3);

        assertThat(on(new Connected(1))).contains(new Lend(1, 1), new Connect(2));
        assertThat(on(new Connected(2))).containsExactly(new Lend(2, 2));
    }

    @Test
    void growsOnDemandWhenTheGrantGrows() {
        open(1);
        acquire(1);
        acquire(2);

        assertThat(grant(2, PoolMode.ACTIVE)).contains(new Connect(2));
    }

    @Test
    void shrinksByClosingIdleFirstAndLentOnesWhenGivenBack() {
        open(3);
        lendAll(3);
        giveBack(3);

        assertThat(grant(1, PoolMode.ACTIVE)).contains(new Close(3));
        assertThat(pool.stats(now).held()).isEqualTo(3);
        on(new Closed(3));
        assertThat(on(new Released(1))).containsExactly(new Close(1));
        assertThat(on(new Closed(1))).containsExactly(new ReportSoon());
        assertThat(pool.stats(now).held()).isEqualTo(1);
        assertThat(on(new Released(2))).containsExactly(new Settle(2));
    }

    @Test
    void ignoresAGrantThatIsNotAboveItsOwn() {
        grant(2, PoolMode.ACTIVE);

        assertThat(on(new Granted(new Epoch(epoch), 9, PoolMode.ACTIVE))).isEmpty();
        assertThat(pool.stats(now).granted()).isEqualTo(2);
    }

    @Test
    void opensTheFirstConnectionWithoutALeaseAndNoOther() {
        grant(2, PoolMode.DORMANT);
        lease = false;

        assertThat(acquire(1)).contains(new Connect(1));
        assertThat(on(new Connected(1)))
                .contains(new Lend(1, 1))
                .noneMatch(Close.class::isInstance);
        assertThat(acquire(2)).noneMatch(Connect.class::isInstance);
    }

    @Test
    void opensNothingWithoutALeaseWhileItsFirstConnectionIsStillClosing() {
        grant(2, PoolMode.DORMANT);
        acquire(1);
        on(new Connected(1));
        on(new Released(1));
        lease = false;
        on(new Settled(1, false));

        assertThat(acquire(2)).noneMatch(Connect.class::isInstance);
        assertThat(on(new Closed(1))).contains(new Connect(2));
    }

    @Test
    void opensNoSecondConnectionWithoutALeaseAndGoesOnWhenItReturns() {
        grant(2, PoolMode.DORMANT);
        acquire(1);
        on(new Connected(1));
        lease = false;
        assertThat(acquire(2)).noneMatch(Connect.class::isInstance);

        lease = true;
        now += pool.idleUntilTick(now);
        assertThat(now).as("looks again by itself").isLessThan(200_000_000);
        assertThat(on(new Tick())).containsExactly(new Connect(2));
    }

    @Test
    void closesASecondConnectionThatOpenedAfterTheLeaseRanOut() {
        grant(2, PoolMode.DORMANT);
        acquire(1);
        on(new Connected(1));
        assertThat(acquire(2)).contains(new Connect(2));
        lease = false;

        assertThat(on(new Connected(2))).contains(new Close(2)).noneMatch(Lend.class::isInstance);
    }

    @Test
    void closesWhatIsLentAboveALoweredGrantWhenItsTimeIsOver() {
        open(3);
        lendAll(3);
        giveBack(3);
        grant(1, PoolMode.ACTIVE);
        on(new Closed(3));
        now += pool.idleUntilTick(now);
        while (now < PoolSettings.DEFAULTS.drainDeadline().toNanos()) {
            assertThat(on(new Tick())).noneMatch(Close.class::isInstance);
            now += pool.idleUntilTick(now);
        }

        assertThat(on(new Tick())).contains(new Close(1));
        on(new Closed(1));
        assertThat(on(new Released(1))).isEmpty();
        assertThat(on(new Tick())).noneMatch(Close.class::isInstance);
        assertThat(pool.stats(now).held()).isEqualTo(1);
    }

    @Test
    void hasNothingToDoWhileTheServerAnswersNoConnectLongAfterTheGrantWasTakenBack() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        grant(0, PoolMode.DORMANT);

        now += PoolSettings.DEFAULTS.drainDeadline().toNanos();

        assertThat(on(new Tick())).isEmpty();
        assertThat(pool.idleUntilTick(now)).isPositive();
        assertThat(on(new Connected(1))).contains(new Close(1));
    }

    @Test
    void closesWhatTheServerNeverPutsInOrderAboveALoweredGrantWhenItsTimeIsOver() {
        open(2);
        lendAll(2);
        on(new Released(2));
        grant(1, PoolMode.ACTIVE);

        now += PoolSettings.DEFAULTS.drainDeadline().toNanos();

        assertThat(on(new Tick())).filteredOn(Close.class::isInstance).hasSize(1);
        assertThat(pool.idleUntilTick(now)).isPositive();
    }

    @Test
    void closesWhatIsNeitherLentNorAtRestWhenTheGrantWasTakenBackLongAgo() {
        open(1);
        acquire(1);
        on(new Released(1));
        grant(0, PoolMode.DORMANT);

        now += PoolSettings.DEFAULTS.drainDeadline().toNanos();

        assertThat(on(new Tick())).containsExactly(new Close(1));
        assertThat(pool.idleUntilTick(now)).isPositive();
        assertThat(on(new Settled(1, true))).isEmpty();
        on(new Closed(1));
        assertThat(pool.stats(now).held()).isZero();
    }

    @Test
    void closesAConnectionThatOpenedAfterTheGrantWasTakenBack() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        assertThat(grant(0, PoolMode.DORMANT)).anyMatch(Refuse.class::isInstance);

        assertThat(on(new Connected(1))).contains(new Close(1));
    }

    @Test
    void refusesWithItsNumbersWhenTheQueueIsFull() {
        var small = PoolSettings.DEFAULTS.bounded(2, Duration.ofSeconds(1), Duration.ofMinutes(7));
        open(1);
        on(new PoolInput.Configured(small));
        acquire(1);
        acquire(2);
        acquire(3);

        assertThat(acquire(4))
                .containsExactly(
                        new Refuse(
                                4,
                                LoanRefused.Reason.QUEUE_FULL,
                                "pool env-7: 1/1 lent, 2 waiting"));
    }

    @Test
    void refusesWhoWaitedPastTheDeadlineOnlyThem() {
        open(1);
        acquire(1);
        on(new Acquire(2, now + 50));
        on(new Acquire(3, now + 20));
        assertThat(pool.idleUntilTick(now)).isEqualTo(20);
        now += 20;

        assertThat(on(new Tick())).singleElement().isInstanceOf(Refuse.class);
        assertThat(pool.idleUntilTick(now)).isEqualTo(30);
        giveBack(1);
        assertThat(pool.stats(now).busy()).isEqualTo(1);
    }

    @Test
    void keepsWaitersThroughAShortOutageOfTheDatabase() {
        grant(1, PoolMode.DORMANT);
        acquire(1);

        assertThat(on(new ConnectFailed(1, down)))
                .contains(new Announce(new PoolNews.Failed("UNREACHABLE")))
                .noneMatch(Fail.class::isInstance);
        now += pool.idleUntilTick(now);
        assertThat(on(new Tick())).contains(new Connect(2));
        assertThat(on(new Connected(2))).contains(new Lend(1, 2));
    }

    @Test
    void failsAllThatWaitOnceTheDatabaseStaysAway() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        on(new ConnectFailed(1, down));
        now += Duration.ofSeconds(3).toNanos();
        acquire(2);

        assertThat(on(new ConnectFailed(2, down))).contains(new Fail(1, down), new Fail(2, down));
        assertThat(acquire(3)).as("told at once").containsExactly(new Fail(3, down));
        now += Duration.ofSeconds(1).toNanos();
        assertThat(acquire(4)).as("an attempt is due").contains(new Connect(3));
        assertThat(acquire(5)).as("it is under way: one at a time").isEmpty();
        assertThat(on(new Connected(3))).contains(new Lend(4, 3));
    }

    @Test
    void lendsWhatIsOpenWhileNothingNewCanBeOpened() {
        open(1);
        grant(2, PoolMode.ACTIVE);
        acquire(1);
        acquire(2);
        on(new ConnectFailed(2, down));
        now += Duration.ofSeconds(3).toNanos();

        assertThat(acquire(3)).as("waits for what is lent").noneMatch(Fail.class::isInstance);
        giveBack(1);
        assertThat(pool.stats(now).busy()).isEqualTo(1);
    }

    @Test
    void tellsEachChangeOfItsBreaker() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        assertThat(changes(on(new ConnectFailed(1, down))))
                .hasOnlyElementsOfType(Breaker.Open.class);
        now += pool.idleUntilTick(now);
        assertThat(changes(on(new Tick()))).hasOnlyElementsOfType(Breaker.HalfOpen.class);
        assertThat(changes(on(new Connected(2)))).containsExactly(Breaker.closed());
        giveBack(2);
        assertThat(pool.stats(now).breaker()).isEqualTo(Breaker.closed());
    }

    private static List<Breaker> changes(List<PoolEffect> effects) {
        var to = new ArrayList<Breaker>();
        for (var effect : effects) {
            if (effect instanceof PoolEffect.BreakerChanged(_, var changed)) to.add(changed);
        }
        return to;
    }

    @Test
    void forgetsAnAttemptThatBeganBeforeTheDatabaseWasChanged() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        on(new PoolInput.Renewed());

        assertThat(on(new ConnectFailed(1, wrongPassword))).containsExactly(new Connect(2));
        assertThat(pool.stats(now).breaker()).isEqualTo(Breaker.closed());
    }

    @Test
    void givesTheFaultToWhoWaitedUntilTheDeadlineWhileConnectingFailed() {
        grant(1, PoolMode.DORMANT);
        on(new Acquire(1, now + 10));
        on(new ConnectFailed(1, down));
        now += 10;

        assertThat(on(new Tick())).contains(new Fail(1, down));
    }

    @Test
    void failsAtOnceWhenNoRetryCanHelp() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        acquire(2);

        assertThat(on(new ConnectFailed(1, wrongPassword)))
                .contains(new Fail(1, wrongPassword), new Fail(2, wrongPassword));
    }

    @Test
    void triesAConnectionThatRestedForLongBeforeLendingIt() {
        open(1);
        now += Duration.ofSeconds(31).toNanos();

        assertThat(acquire(1)).contains(new Validate(1)).noneMatch(Lend.class::isInstance);
        assertThat(on(new Validated(1, true))).contains(new Lend(1, 1));
    }

    @Test
    void replacesAConnectionThatDidNotSurviveItsRest() {
        open(1);
        now += Duration.ofSeconds(31).toNanos();
        acquire(1);
        on(new Validated(1, false));

        assertThat(on(new Closed(1))).contains(new Connect(2));
        assertThat(on(new Connected(2))).contains(new Lend(1, 2));
    }

    @Test
    void replacesWhatIsOldUnlessFrozen() {
        open(1);
        lease = false;
        for (int i = 1; i <= 6; i++) {
            now += Duration.ofMinutes(6).toNanos();
            use(i);
        }
        now += Duration.ofSeconds(10).toNanos();
        assertThat(on(new Tick())).isEmpty();

        lease = true;
        now += Duration.ofSeconds(10).toNanos();
        assertThat(on(new Tick())).contains(new Close(1));
        assertThat(on(new Closed(1))).contains(new Connect(2));
    }

    @Test
    void lendsAnOldConnectionOnceMoreToWhoWaitedForItsValidation() {
        open(1);
        now += Duration.ofMinutes(31).toNanos();
        acquire(1);

        assertThat(on(new Validated(1, true))).contains(new Lend(1, 1));
        on(new Released(1));
        assertThat(on(new Settled(1, true))).contains(new Close(1));
    }

    @Test
    void goesToRestWhenToldAndWakesWithTheNextRequest() {
        open(2);
        lendAll(2);
        giveBack(1);
        giveBack(2);

        assertThat(grant(1, PoolMode.DORMANT))
                .contains(new Close(1), new Close(2), new Announce(new PoolNews.Draining(2)));
        assertThat(on(new Acquire(9, Long.MAX_VALUE))).noneMatch(Refuse.class::isInstance);
        on(new Closed(1));
        assertThat(on(new Closed(2))).contains(new Connect(3));
        assertThat(on(new Connected(3))).contains(new Lend(9, 3));
    }

    @Test
    void keepsItsConnectionWhenAnEpochSaysDormantAgain() {
        grant(1, PoolMode.DORMANT);
        acquire(1);
        on(new Connected(1));
        giveBack(1);

        assertThat(grant(1, PoolMode.DORMANT)).containsExactly(new ReportSoon());
        assertThat(pool.state()).isEqualTo(PoolState.ACTIVE);
    }

    @Test
    void stopsByItselfWhenNobodyAsksForTooLong() {
        open(1);
        now += Duration.ofMinutes(8).toNanos();

        assertThat(on(new Tick())).contains(new Close(1));
        assertThat(on(new Closed(1))).contains(new Announce(new PoolNews.Stopped()));
        assertThat(pool.state()).isEqualTo(PoolState.DORMANT);
        assertThat(pool.idleUntilTick(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void drainsByServingWhoWaitsAndClosingTheRest() {
        open(1);
        acquire(1);
        acquire(2);

        assertThat(on(new Drain())).contains(new ReportSoon());
        assertThat(acquire(3)).hasOnlyElementsOfType(Refuse.class);
        on(new Released(1));
        assertThat(on(new Settled(1, true))).contains(new Lend(2, 1));
        assertThat(on(new Released(1))).contains(new Close(1));
        on(new Closed(1));
        assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
        assertThat(pool.stats(now).held()).isZero();
    }

    @Test
    void neverLendsAgainWhatWasOpenedTheFormerWay() {
        open(2);
        lendAll(2);
        giveBack(2);

        assertThat(on(new PoolInput.Renewed())).contains(new Close(2));
        assertThat(on(new Released(1))).contains(new Close(1));
    }

    @Test
    void keepsItsGrantWhileSuspended() {
        open(1);

        assertThat(on(new PoolInput.Suspended(true))).contains(new Close(1));
        on(new Closed(1));
        assertThat(acquire(1)).hasOnlyElementsOfType(Refuse.class);
        assertThat(pool.stats(now).held()).isEqualTo(1);
        assertThat(on(new PoolInput.Suspended(false))).contains(new Connect(2));
    }

    private List<PoolEffect> on(PoolInput input) {
        return pool.on(now, input);
    }

    private List<PoolEffect> acquire(long waiter) {
        var effects = new ArrayList<>(on(new Acquire(waiter, now + 60_000_000_000L)));
        effects.removeIf(ReportSoon.class::isInstance);
        return effects;
    }

    private List<PoolEffect> grant(int size, PoolMode mode) {
        return on(new Granted(new Epoch(++epoch), size, mode));
    }

    /** An active pool with one connection at rest. */
    private void open(int size) {
        grant(size, PoolMode.ACTIVE);
        on(new Connected(1));
    }

    private void lendAll(int size) {
        for (int i = 1; i <= size; i++) acquire(100 + i);
        for (int i = 2; i <= size; i++) on(new Connected(i));
        assertThat(pool.stats(now).busy()).isEqualTo(size);
    }

    private void giveBack(long connection) {
        on(new Released(connection));
        on(new Settled(connection, true));
    }

    private void use(long waiter) {
        acquire(waiter);
        on(new Validated(1, true));
        giveBack(1);
    }
}
