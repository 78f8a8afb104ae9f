package dev.weir.billing.intake;

import dev.weir.runtime.LogReader;
import dev.weir.runtime.Part;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads a log until it is stopped. When its work throws, because the log or the
 * database failed, it opens the log again after a pause that grows to {@link #LONGEST_PAUSE}.
 */
abstract class Worker implements Part {
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable LogReader reader;
    private Duration pause = SHORTEST_PAUSE;

    Worker(String name) {
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        stopping.countDown();
        var current = reader;
        if (current != null) current.wakeUp();
        thread.join(deadline);
        if (thread.isAlive()) thread.interrupt();
    }

    /** Opens the log. */
    abstract LogReader open();

    /** Reads once and does what is to be done with what was read. */
    abstract void step(LogReader reader, Duration timeout) throws InterruptedException;

    /** Waits, longer each time in a row, and not once the worker is to stop. */
    final void pause() throws InterruptedException {
        // The latch opens when the worker is to stop; the loop asks it again.
        var _ = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    /** Something worked: the next pause is a short one. */
    final void worked() {
        pause = SHORTEST_PAUSE;
    }

    final boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        try {
            while (!isStopping()) readUntilItFails();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readUntilItFails() throws InterruptedException {
        try (var opened = open()) {
            reader = opened;
            while (!isStopping()) step(opened, POLL);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).addKeyValue("worker", thread.getName()).log("reading failed");
            pause();
        } finally {
            reader = null;
        }
    }
}
