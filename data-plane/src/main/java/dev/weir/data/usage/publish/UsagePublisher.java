package dev.weir.data.usage.publish;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.ClockCells;
import dev.weir.data.usage.ProcessClocks;
import dev.weir.data.usage.UsageOutbox;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageKey;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogPosition;
import dev.weir.runtime.Part;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes windows when they are due and sends their records until the log has them.
 *
 * <p>While the log is out of reach records are kept, in order, and nothing is dropped: above {@link
 * Limits#fewer} windows stay open to the end of their hour, so that fewer records arise, and at
 * {@link Limits#most} none is closed at all; what is used meanwhile stays in the counters, and
 * doors are told to begin nothing new. The same holds while the disk does not take the journal.
 * Stopping closes the last window and waits for the log; so it is stopped after all that uses
 * anything.
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
    private final Accounts accounts;
    private final InstantSource clock;
    private final Limits limits;
    private final @Nullable UsageFolder folder;
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
    private final List<UsageEvent> unkept = new ArrayList<>();
    private final ProcessClocks clocks;
    private final @Nullable UsageKey key;

    /** A publisher that keeps everything in memory, and loses it with the process. */
    public UsagePublisher(
            EventLog log,
            String topic,
            UsageWindows.Origin origin,
            Accounts accounts,
            InstantSource clock,
            Limits limits) {
        this(log, topic, origin, accounts, clock, limits, null, null);
    }

    /**
     * A publisher whose first window begins now. The log stays the caller's.
     *
     * @param folder keeps what is not acknowledged beyond the end of the process; the accounts
     *     count in it. It is closed when the publisher stops. Null: nothing is kept
     * @param key signs what is sent; null: it is not signed
     */
    public UsagePublisher(
            EventLog log,
            String topic,
            UsageWindows.Origin origin,
            Accounts accounts,
            InstantSource clock,
            Limits limits,
            @Nullable UsageFolder folder,
            @Nullable UsageKey key) {
        this.folder = folder;
        this.key = key;
        this.clocks =
                ProcessClocks.of(accounts, folder == null ? ClockCells.NONE : folder.clocks());
        this.log = log;
        this.topic = topic;
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
        thread.execute(() -> {
            take(windows.begin());
            send();
            awaitDue();
        });
        if (folder != null) {
            for (var leftover : folder.leftovers()) {
                thread.execute(new Recovery(leftover)::send);
            }
        }
    }

    /** Sends what an earlier life has left, until the log has all of it. */
    private final class Recovery {
        private final UsageFolder.Leftover leftover;
        private final UsageOutbox left = new UsageOutbox(limits.maxInFlight());
        private boolean waiting;

        Recovery(UsageFolder.Leftover leftover) {
            this.leftover = leftover;
            left.add(leftover.records());
        }

        void send() {
            waiting = false;
            if (left.size() == 0) forget();
            for (var usage : left.send()) {
                append(usage)
                        .whenComplete(
                                (_, failure) -> onThread(() -> settled(usage.sequence(), failure)));
            }
        }

        private void settled(long sequence, @Nullable Throwable failure) {
            if (failure == null) {
                left.acknowledged(sequence);
                if (!waiting) send();
                return;
            }
            left.failed(sequence);
            if (waiting) return;
            waiting = true;
            var _ =
                    thread.schedule(
                            this::send, limits.longestPause().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void forget() {
            try {
                leftover.forget();
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("an earlier life's usage is sent, but stays on disk");
            }
        }
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
        clocks.close();
        if (folder != null && thread.awaitTermination(1, TimeUnit.SECONDS)) close(folder);
    }

    /** What the log has not got stays, for the next life to send. */
    private void close(UsageFolder folder) {
        try {
            if (flushed.isDone()) folder.forget();
            folder.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("usage files were not closed");
        }
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
                settleClocks();
                var readings = accounts.readings();
                take(windows.close(clock.instant(), readings, clocks.read(readings)));
                send();
            } else {
                keep();
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
        settleClocks();
        var readings = accounts.readings();
        take(windows.finish(clock.instant(), readings, clocks.read(readings)));
        send();
        endIfFlushed();
    }

    private void settleClocks() {
        try {
            clocks.settle();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps records first: what is sent can be sent again after a crash, under the same number. */
    private void take(List<UsageEvent> records) {
        unkept.addAll(records);
        keep();
        outbox.add(records);
        tellDoors();
    }

    private void keep() {
        if (folder == null) {
            unkept.clear();
            return;
        }
        try {
            folder.keep(windows.progress(), unkept, clock.instant());
            unkept.clear();
        } catch (IOException e) {
            // They are sent all the same; a crash before that would close this life without them.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("records", unkept.size())
                    .log("usage records are not kept on disk: new work is refused");
        }
        tellDoors();
    }

    private void tellDoors() {
        boolean full = !unkept.isEmpty() || outbox.size() >= limits.most();
        if (full != accounts.isFull()) {
            LOG.atWarn()
                    .addKeyValue("full", full)
                    .addKeyValue("unacknowledged", outbox.size())
                    .log("room for usage records");
        }
        accounts.full(full);
    }

    private void send() {
        if (pausing) return;
        for (var usage : outbox.send()) {
            append(usage).whenComplete((_, failure) -> onThread(() -> settled(usage, failure)));
        }
    }

    private CompletionStage<LogPosition> append(UsageEvent usage) {
        var event = codec.encode(UsageEvents.of(usage, clock.instant()));
        return log.append(topic, Topic.keyOf(usage), key == null ? event : key.sign(event));
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("settled after the stop");
        }
    }

    private void settled(UsageEvent usage, @Nullable Throwable failure) {
        if (failure == null) {
            outbox.acknowledged(usage.sequence());
            if (outbox.size() == 0) allAcknowledged();
            if (!pausing) pause = limits.shortestPause();
        } else {
            outbox.failed(usage.sequence());
            pause(failure);
        }
        tellDoors();
        send();
        endIfFlushed();
    }

    private void allAcknowledged() {
        try {
            if (folder != null) folder.allAcknowledged(windows.progress());
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the usage journal could not begin anew");
        }
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
