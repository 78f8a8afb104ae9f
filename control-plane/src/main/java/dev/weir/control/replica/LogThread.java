package dev.weir.control.replica;

import dev.weir.control.management.StoreFault;
import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogReader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads a log until it is stopped. When the log or the store fails it, it opens the
 * log again after a pause: a controller that no longer hears anybody would lead everybody's lease
 * to its end.
 */
final class LogThread {
    private static final Logger LOG = LoggerFactory.getLogger(LogThread.class);

    private final Supplier<LogReader> open;
    private final Turn turn;
    private final Duration pause;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable LogReader reader;

    /** Reads once and does what is to be done with what was read. */
    @FunctionalInterface
    interface Turn {
        void take(LogReader reader) throws InterruptedException;
    }

    /** A thread that is not started yet. */
    LogThread(String name, Supplier<LogReader> open, Turn turn, Duration pause) {
        this.open = open;
        this.turn = turn;
        this.pause = pause;
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Ends after what is under way. */
    void stop(Duration deadline) throws InterruptedException {
        stopping.countDown();
        var opened = reader;
        if (opened != null) opened.wakeUp();
        thread.join(deadline);
        if (thread.isAlive()) thread.interrupt();
    }

    private void run() {
        try {
            while (!isStopping()) readUntilItFails();
        } catch (InterruptedException _) {
            LOG.atDebug().addKeyValue("thread", thread.getName()).log("interrupted");
        }
    }

    private void readUntilItFails() throws InterruptedException {
        try (var opened = open.get()) {
            reader = opened;
            while (!isStopping()) turn.take(opened);
        } catch (LogFault | StoreFault e) {
            if (isStopping()) return;
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("thread", thread.getName())
                    .log("reading failed, opening the log again");
            // The latch opens when it is to stop; the loop asks it again.
            var _ = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            reader = null;
        }
    }
}
