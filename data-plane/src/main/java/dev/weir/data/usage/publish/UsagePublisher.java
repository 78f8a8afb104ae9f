package dev.weir.data.usage.publish;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.UsageOutbox;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Part;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes windows when they are due and sends their records until the log has them.
 *
 * <p>While the log is out of reach records are kept, in order, and nothing is dropped: above {@link
 * Limits#fewer} windows stay open to the end of their hour, so that fewer records arise, and at
 * {@link Limits#most} none is closed at all; what is used meanwhile stays in the counters. Stopping
 * closes the last window and waits for the log; so it is stopped after all that uses anything.
 *
 * <p>It runs on one thread of its own.
 */
public final class UsagePublisher implements Part {
    /**
     * Bounds.
     *
     * @param window how long a window is
     * @param fewer with so many unacknowledged records, windows are as long as hours
     * @param most with so many, no window is closed
     * @param maxInFlight how many records are sent at once
     * @param shortestPause before failed records are sent again; doubled up to {@code longestPause}
     */
    public record Limits(
            Duration window,
            int fewer,
            int most,
            int maxInFlight,
            Duration shortestPause,
            Duration longestPause) {
        /** Windows of 10 s; 10,000 and 100,000 records; 1,000 at once; pauses of 0.5 to 30 s. */
        public static final Limits DEFAULTS =
                new Limits(
                        Duration.ofSeconds(10),
                        10_000,
                        100_000,
                        1_000,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30));
    }

    private static final Logger LOG = LoggerFactory.getLogger(UsagePublisher.class);

    private final EventLog log;
    private final String topic;
    private final String eventSource;
    private final Accounts accounts;
    private final InstantSource clock;
    private final Limits limits;
    private final FactCodec codec = new FactCodec();
    private final UsageWindows windows;
    private final UsageOutbox outbox;
    private final CompletableFuture<Void> flushed = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("usage-publisher").daemon().factory());

    private Duration pause;
    private boolean pausing;
    private boolean stopping;

    /** A publisher whose first window begins now. The log stays the caller's. */
    public UsagePublisher(
            EventLog log,
            String topic,
            UsageWindows.Origin origin,
            Accounts accounts,
            InstantSource clock,
            Limits limits) {
        this.log = log;
        this.topic = topic;
        this.eventSource =
                "/weir/%s/node/%s/%s"
                        .formatted(origin.region(), origin.node(), origin.incarnation());
        this.accounts = accounts;
        this.clock = clock;
        this.limits = limits;
        windows = new UsageWindows(origin, limits.window(), clock.instant());
        outbox = new UsageOutbox(limits.maxInFlight());
        pause = limits.shortestPause();
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void start() {
        thread.execute(this::awaitDue);
    }

    /** Sends what is left; says how much could not be sent when the deadline passes. */
    @Override
    public void stop(Duration deadline) throws InterruptedException {
        thread.execute(this::lastWindow);
        try {
            flushed.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.execute(() ->
                    LOG.atError()
                            .addKeyValue("records", outbox.size())
                            .log("stopped before the log took all usage records"));
        } catch (ExecutionException e) {
            throw new IllegalStateException("never fails", e);
        }
        thread.shutdown();
    }

    private void awaitDue() {
        if (stopping) return;
        var wait = Duration.between(clock.instant(), windows.due());
        // The wall clock may be set meanwhile: look again at least once in a window's time.
        long millis = Math.clamp(wait.toMillis() + 1, 1, limits.window().toMillis());
        var _ = thread.schedule(this::tick, millis, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            if (!stopping && mayClose()) {
                outbox.add(windows.close(clock.instant(), accounts.readings()));
                send();
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("closing a usage window failed");
        } finally {
            awaitDue();
        }
    }

    private boolean mayClose() {
        var now = clock.instant();
        if (now.isBefore(windows.due())) return false;
        if (outbox.size() < limits.fewer()) return true;
        return outbox.size() < limits.most() && !now.isBefore(windows.hourEnd());
    }

    private void lastWindow() {
        stopping = true;
        outbox.add(windows.finish(clock.instant(), accounts.readings()));
        send();
        endIfFlushed();
    }

    private void send() {
        if (pausing) return;
        outbox.send().forEach(this::append);
    }

    private void append(UsageRecorded usage) {
        var event =
                new Event(
                        usage.source() + "/" + usage.sequence(),
                        eventSource,
                        clock.instant(),
                        usage);
        log.append(topic, Topic.keyOf(usage), codec.encode(event))
                .whenComplete((_, failure) -> {
                    try {
                        thread.execute(() -> settled(usage, failure));
                    } catch (RejectedExecutionException e) {
                        LOG.atDebug().log("settled after the stop");
                    }
                });
    }

    private void settled(
            UsageRecorded usage, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure == null) {
            outbox.acknowledged(usage.sequence());
            if (!pausing) pause = limits.shortestPause();
        } else {
            outbox.failed(usage.sequence());
            pause(failure);
        }
        send();
        endIfFlushed();
    }

    /** All of a failing batch fails at about the same time: one pause is for all. */
    private void pause(Throwable failure) {
        if (pausing) return;
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("unacknowledged", outbox.size())
                .addKeyValue("pause", pause)
                .log("the log does not take usage records");
        pausing = true;
        var _ = thread.schedule(this::resume, pause.toMillis(), TimeUnit.MILLISECONDS);
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(limits.longestPause()) < 0 ? longer : limits.longestPause();
    }

    private void resume() {
        pausing = false;
        send();
    }

    private void endIfFlushed() {
        if (stopping && outbox.size() == 0) flushed.complete(null);
    }
}
