package dev.weir.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a process's parts in order and stops them in reverse, all within one deadline. If a part
 * fails to start, those before it are stopped again. For one start and one stop.
 */
public final class Lifecycle {
    /** A process that ended as it was told to. */
    public static final int EXIT_OK = 0;

    /** A process that failed while it started or stopped. */
    public static final int EXIT_FAILED = 1;

    /** A process whose settings are not usable. */
    public static final int EXIT_SETTINGS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Duration stopDeadline;
    private final List<Named> parts = new ArrayList<>();
    private final Deque<Named> started = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;
    private boolean clean = true;

    /** A lifecycle whose parts have so long together to stop. */
    public Lifecycle(Duration stopDeadline) {
        this.stopDeadline = stopDeadline;
    }

    private record Named(String name, Part part) {}

    /** Adds a part, started after those before it and stopped before them. */
    public Lifecycle with(String name, Part part) {
        parts.add(new Named(name, part));
        return this;
    }

    /**
     * Starts all parts.
     *
     * @throws IllegalStateException naming the part that failed, after stopping the others
     */
    public void start() {
        for (var named : parts) {
            synchronized (this) {
                if (stopping) return;
                started.push(named);
            }
            startOne(named);
        }
    }

    private void startOne(Named named) {
        long begin = System.nanoTime();
        try {
            named.part().start();
        } catch (Exception e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            stop();
            throw new IllegalStateException(named.name() + " did not start: " + e.getMessage(), e);
        }
        LOG.atInfo()
                .addKeyValue("part", named.name())
                .addKeyValue("millis", millisSince(begin))
                .log("started");
    }

    /**
     * Stops what was started, last first. A part that fails or overruns does not keep the others
     * from stopping. A second call waits for the first.
     *
     * @return whether every part stopped without an exception, within the deadline
     */
    public boolean stop() {
        synchronized (this) {
            if (stopping) return awaitStopped();
            stopping = true;
        }
        long end = System.nanoTime() + stopDeadline.toNanos();
        for (var named = started.poll(); named != null; named = started.poll()) {
            stopOne(named, end);
        }
        stopped.countDown();
        return clean;
    }

    private void stopOne(Named named, long end) {
        long begin = System.nanoTime();
        try {
            named.part().stop(Duration.ofNanos(Math.max(0, end - begin)));
            LOG.atInfo()
                    .addKeyValue("part", named.name())
                    .addKeyValue("millis", millisSince(begin))
                    .log("stopped");
        } catch (Exception e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            clean = false;
            LOG.atError().setCause(e).addKeyValue("part", named.name()).log("did not stop");
        }
        if (System.nanoTime() - end > 0) clean = false;
    }

    /** Waits until {@link #stop} was called and has ended. */
    public boolean awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return clean;
    }

    /**
     * Stops on SIGTERM and SIGINT, through the JVM's shutdown. The hook ends when everything has
     * stopped; the JVM then exits with 128 and the signal's number, as is the custom, or with
     * {@link #EXIT_FAILED} if something did not stop.
     */
    public void stopOnSignals() {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(() -> {
                                    if (!stop()) Runtime.getRuntime().halt(EXIT_FAILED);
                                }));
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
