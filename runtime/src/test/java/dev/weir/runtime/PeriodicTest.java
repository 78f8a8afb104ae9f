package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTest {
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void aTimeThatFailsIsFollowedByTheNext() throws Exception {
        var times = new CountDownLatch(3);
        var periodic =
                new Periodic(
                        "test",
                        PAUSE,
                        () -> {
                            times.countDown();
                            throw new IllegalStateException("once more");
                        });

        periodic.start();

        assertThat(times.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        periodic.stop(LIMIT);
    }

    @Test
    void aStopWaitsForThePresentTimeAndLetsNoOtherBegin() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new Semaphore(0);
        var ended = new AtomicInteger();
        var periodic =
                new Periodic(
                        "test",
                        PAUSE,
                        () -> {
                            begun.countDown();
                            go.acquireUninterruptibly();
                            ended.incrementAndGet();
                        });
        periodic.start();
        begun.await();
        periodic.stop(Duration.ZERO);
        assertThat(ended).hasValue(0);
        go.release(2);

        periodic.stop(LIMIT);

        assertThat(ended).hasValue(1);
        assertThat(go.availablePermits()).isEqualTo(1);
    }
}
