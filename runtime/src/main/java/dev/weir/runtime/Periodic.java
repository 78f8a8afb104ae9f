package dev.weir.runtime;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same again and again on a thread of its own, each time so long after the time before has
 * ended. Whatever one time throws is logged and ends that time only; an {@link Error} ends all.
 */
public final class Periodic implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final ScheduledThreadPoolExecutor thread;

    /**
     * One that is not started yet.
     *
     * @param name of its thread
     * @param pause also before the first time
     */
    public Periodic(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name(name).daemon().factory());
    }

    @Override
    public void start() {
        long nanos = Math.max(1, pause.toNanos());
        var _ = thread.scheduleWithFixedDelay(this::once, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void once() {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("part", name).setCause(e).log("failed, trying again");
        } catch (Error e) {
            LOG.atError().addKeyValue("part", name).setCause(e).log("failed, not trying again");
            throw e;
        }
    }

    /** Lets the present time end within the deadline; no other one begins. */
    @Override
    public void stop(Duration deadline) throws InterruptedException {
        thread.shutdown();
        var _ = thread.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
