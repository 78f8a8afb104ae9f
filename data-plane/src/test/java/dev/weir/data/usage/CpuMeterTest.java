package dev.weir.data.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CpuMeterTest {
    private final AtomicInteger readings = new AtomicInteger();
    private long cpu = 1_000;
    private final CpuMeter meter =
            new CpuMeter(() -> {
                readings.incrementAndGet();
                return cpu;
            });
    private final Account one = new Account("one", new Counters.InMemory());
    private final Account other = new Account("other", new Counters.InMemory());
    private final Account platform = new Account("_platform", new Counters.InMemory());

    @Test
    void chargesWhatCameBeforeTheEntryToTheOneEntered() {
        cpu += 30;
        meter.enter(one);
        cpu += 5;

        assertThat(meter.end(platform)).isSameAs(one);
        assertThat(cpuOf(one)).isEqualTo(35);
        assertThat(meter.entered()).isNull();
    }

    @Test
    void dividesASliceInWhichTwoAreEntered() {
        meter.enter(one);
        cpu += 5;
        meter.enter(other);
        cpu += 7;
        meter.end(platform);

        assertThat(cpuOf(one)).isEqualTo(5);
        assertThat(cpuOf(other)).isEqualTo(7);
    }

    @Test
    void chargesTheGivenAccountWhenNobodyEntered() {
        cpu += 9;

        meter.end(platform);

        assertThat(cpuOf(platform)).isEqualTo(9);
    }

    @Test
    void readsTheClockOncePerSlice() {
        readings.set(0);
        meter.enter(one);
        meter.enter(one);
        meter.enter(one);
        meter.end(platform);

        assertThat(readings).hasValue(1);
    }

    @Test
    void aTaskIsASliceOfItsOwnAndReturnsToWhomWasEntered() {
        meter.enter(one);
        cpu += 5;
        meter.run(other, () -> cpu += 7);
        cpu += 11;
        meter.end(platform);

        assertThat(cpuOf(one)).isEqualTo(16);
        assertThat(cpuOf(other)).isEqualTo(7);
    }

    @Test
    void aTaskThatThrowsIsChargedAllTheSame() {
        assertThatThrownBy(() ->
                        meter.run(
                                one,
                                () -> {
                                    cpu += 7;
                                    throw new IllegalArgumentException();
                                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(cpuOf(one)).isEqualTo(7);
        assertThat(meter.chargedNanos()).isEqualTo(7);
    }

    @Test
    void readsTheClockOfALoopOncePerTurnAndPerSwitchOfAccount() {
        var turn = new ArrayDeque<Runnable>();
        meter.settlesWith(turn::add);
        readings.set(0);
        for (int i = 0; i < 10; i++) {
            meter.begin(one);
            cpu += 5;
            meter.run(one, () -> meter.run(one, () -> cpu += 2));
        }
        assertThat(readings).hasValue(0);

        meter.begin(other);
        cpu += 3;
        meter.enter(other);
        meter.end(platform);
        assertThat(readings).hasValue(1);
        assertThat(cpuOf(one)).isEqualTo(70);

        assertThat(turn).hasSize(1);
        turn.remove().run();
        assertThat(cpuOf(other)).isEqualTo(3);
        assertThat(meter.chargedNanos()).isEqualTo(73);
    }

    @Test
    void whatALoopUsedForNobodyIsChargedBeforeClocksAreCompared() {
        var turn = new ArrayDeque<Runnable>();
        meter.settlesWith(turn::add);
        meter.run(one, () -> cpu += 5);
        turn.remove().run();
        cpu += 13;

        var settled = meter.settleSoon(platform);
        assertThat(settled).isNotNull().isNotDone();
        turn.remove().run();

        assertThat(settled).isDone();
        assertThat(cpuOf(one)).isEqualTo(5);
        assertThat(cpuOf(platform)).isEqualTo(13);
        assertThat(meter.chargedNanos()).isEqualTo(18);
    }

    @Test
    void whatALoopUsedForSomebodyIsNotThePlatformsWhenClocksAreCompared() {
        var turn = new ArrayDeque<Runnable>();
        meter.settlesWith(turn::add);
        var settled = meter.settleSoon(platform);
        meter.run(one, () -> cpu += 5);

        turn.remove().run();

        assertThat(settled).isDone();
        assertThat(cpuOf(one)).isEqualTo(5);
        assertThat(cpuOf(platform)).isZero();
    }

    @Test
    void whatAThreadIsDoingIsComparedWhenItIsDone() throws Exception {
        var threads = new MeteredThreads();
        threads.watch(meter);
        meter.run(one, () -> cpu += 7);
        cpu += 1_000;

        var atWork = threads.settle(platform, Duration.ofMillis(1));
        assertThat(atWork).containsExactly(meter);
        assertThat(threads.sum(atWork).nanos()).isEqualTo(1_007);
    }

    @Test
    void aLoopInTheMidstOfSomethingIsNotWaitedForForLong() throws Exception {
        var threads = new MeteredThreads();
        threads.watch(meter);
        var turn = new ArrayDeque<Runnable>();
        meter.settlesWith(turn::add);

        assertThat(threads.settle(platform, Duration.ofMillis(1))).containsExactly(meter);
        meter.settlesWith(Runnable::run);
        assertThat(threads.settle(platform, Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void aLoopThatTakesNoMoreTasksIsNotWaitedFor() {
        meter.settlesWith(_ -> {
            throw new RejectedExecutionException();
        });

        assertThat(meter.settleSoon(platform)).isDone();
    }

    @Test
    void cannotMeterAVirtualThread() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> assertThatIllegalStateException().isThrownBy(CpuMeter::current))
                    .get();
        }
    }

    private static long cpuOf(Account account) {
        return account.totals().cpuNanos();
    }
}
