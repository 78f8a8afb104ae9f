package dev.weir.control.store;

import dev.weir.control.outbox.Entry;
import dev.weir.control.outbox.Input;
import dev.weir.control.outbox.Publishing;
import dev.weir.control.outbox.Step;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogWriter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the event log what stands in the outbox: does what {@link Publishing} decides, on a thread
 * of its own. A commit of any replica wakes the one that publishes. While the log is out of reach
 * everything stays where it is.
 */
public final class OutboxPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);

    /**
     * The bound of each of the writer's steps. If several take that long, the store ends the silent
     * session meanwhile: what was appended is then not crossed out, and comes once more.
     */
    private static final Duration APPENDING = Duration.ofSeconds(8);

    private static final Duration WATCH = Duration.ofSeconds(1);

    private final Publishing publishing = new Publishing();
    private final Notifications.Address address;
    private final EventLog log;
    private final String name;
    private final Counter published;
    private final Counter failed;
    private final AtomicLong waiting = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable OutboxSession session;
    private @Nullable LogWriter writer;
    private @Nullable Thread thread;
    private volatile @Nullable String storeProblem = "not connected yet";
    private volatile @Nullable String logProblem;
    private boolean failing;

    /**
     * A publisher that is not started yet.
     *
     * @param name under which all replicas of one control plane write, and nobody else
     */
    public OutboxPublisher(
            Notifications.Address address, EventLog log, String name, MeterRegistry meters) {
        this.address = address;
        this.log = log;
        this.name = name;
        published = Counter.builder("weir.control.outbox.published").register(meters);
        failed = Counter.builder("weir.control.outbox.failed").register(meters);
        Gauge.builder("weir.control.outbox.waiting", waiting, AtomicLong::get).register(meters);
    }

    /** Begins to publish. */
    public void start() {
        thread = Thread.ofPlatform().name("outbox").start(this::run);
    }

    /** Why the store cannot be used, as of the last attempt; null: it can. */
    public @Nullable String storeProblem() {
        return storeProblem;
    }

    /** Why the log takes nothing, as of the last attempt; null: it does, or another publishes. */
    public @Nullable String logProblem() {
        return logProblem;
    }

    /** Ends after what is under way; the rest is published by another replica or later. */
    public void stop(Duration deadline) throws InterruptedException {
        stopping.countDown();
        var running = thread;
        if (running == null) return;
        running.join(Math.max(1, Math.min(deadline.toMillis(), WATCH.toMillis() + 500)));
        var open = session;
        if (open != null) open.close();
        running.interrupt();
    }

    private void run() {
        try {
            Input input = new Input.Began();
            while (stopping.getCount() > 0) input = attempt(publishing.on(input));
        } catch (InterruptedException _) {
            LOG.atDebug().log("publisher interrupted");
        } finally {
            leave();
        }
    }

    private Input attempt(Step step) throws InterruptedException {
        try {
            return perform(step);
        } catch (SQLException e) {
            storeProblem = "out of reach";
            fault("store out of reach: SQLSTATE " + e.getSQLState());
            return new Input.StoreFailed();
        } catch (LogFault e) {
            logProblem = "out of reach";
            failed.increment();
            fault("log out of reach: " + e.getMessage());
            return new Input.LogFailed();
        }
    }

    private Input perform(Step step) throws SQLException, InterruptedException {
        return switch (step) {
            case Step.Lock() -> new Input.Locked(lock());
            case Step.Open() -> {
                writer = log.writer(name, APPENDING);
                yield new Input.Opened();
            }
            case Step.Find(var most) -> {
                var found = session().waiting(most);
                waiting.set(found.size());
                yield new Input.Found(found);
            }
            case Step.Append(var entries) -> {
                append(entries);
                yield new Input.Appended();
            }
            case Step.Mark(var ids) -> {
                session().mark(ids);
                published.increment(ids.size());
                yield new Input.Marked();
            }
            case Step.Watch(var most) -> {
                session().tidy();
                session().watch(most);
                yield new Input.Rested();
            }
            case Step.Rest(var time) -> rest(time);
            case Step.Leave(var time) -> {
                leave();
                yield rest(time);
            }
        };
    }

    private boolean lock() throws SQLException {
        var open = session;
        if (open == null) session = open = OutboxSession.open(address);
        boolean won = open.lock();
        storeProblem = null;
        // Another one publishes: that it reaches the log is its own matter.
        if (!won) logProblem = null;
        return won;
    }

    private void append(List<Entry> entries) {
        Objects.requireNonNull(writer)
                .append(
                        entries.stream()
                                .map(entry ->
                                        new LogWriter.Entry(
                                                entry.topic(), entry.key(), entry.payload()))
                                .toList());
        failing = false;
        logProblem = null;
    }

    private OutboxSession session() {
        return Objects.requireNonNull(session);
    }

    private Input rest(Duration time) throws InterruptedException {
        // Opens when it is to stop; the loop asks for that.
        var _ = stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        return new Input.Rested();
    }

    /** The writer first: while the session lives, nobody else opens it. */
    private void leave() {
        var writing = writer;
        writer = null;
        if (writing != null) writing.close();
        var open = session;
        session = null;
        if (open != null) open.close();
    }

    private void fault(String reason) {
        if (failing) return;
        failing = true;
        LOG.atWarn().addKeyValue("reason", reason).log("outbox not published, trying again");
    }
}
