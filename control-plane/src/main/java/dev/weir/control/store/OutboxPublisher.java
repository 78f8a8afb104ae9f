package dev.weir.control.store;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogPosition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the event log what stands in the outbox: each at least once, those of one key in order. Of
 * all replicas one publishes, the one whose session holds the store's lock; a commit of any of them
 * wakes it. While the log is out of reach everything stays where it is.
 */
public final class OutboxPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final long LOCK = 0x77656972_6f757462L;
    private static final int BATCH = 500;
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

    private final Notifications.Address address;
    private final EventLog log;
    private final Counter published;
    private final Counter failed;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean stopping;
    private volatile @Nullable Connection connection;
    private @Nullable Thread thread;
    private volatile @Nullable String storeProblem = "not connected yet";
    private volatile @Nullable String logProblem;
    private boolean failing;
    private long tidiedAt = System.nanoTime();

    /** A row of the outbox. */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the log, never compared
    private record Entry(long id, String topic, String key, byte @Nullable [] payload) {}

    /** A publisher that is not started yet. */
    public OutboxPublisher(Notifications.Address address, EventLog log, MeterRegistry meters) {
        this.address = address;
        this.log = log;
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

    /** Why the log takes nothing, as of the last attempt; null: it does. */
    public @Nullable String logProblem() {
        return logProblem;
    }

    /** Ends after what is under way; the rest is published by another replica or later. */
    public void stop(Duration deadline) throws InterruptedException {
        stopping = true;
        var running = thread;
        if (running == null) return;
        running.join(Math.max(1, Math.min(deadline.toMillis(), WAIT.toMillis() + 500)));
        closeConnection();
        running.interrupt();
    }

    private void run() {
        while (!stopping) {
            try (var opened = address.connect()) {
                connection = opened;
                boolean first = lock(opened);
                storeProblem = null;
                if (first) {
                    try (var statement = opened.createStatement()) {
                        statement.execute("LISTEN weir_outbox");
                    }
                    publishAll(opened);
                } else {
                    Thread.sleep(PAUSE);
                }
            } catch (SQLException e) {
                if (stopping) return;
                storeProblem = "out of reach";
                fault("store out of reach: SQLSTATE " + e.getSQLState());
                if (!pause()) return;
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static boolean lock(Connection opened) throws SQLException {
        return Sql.first(opened, row -> row.getBoolean(1), "SELECT pg_try_advisory_lock(?)", LOCK)
                .orElse(false);
    }

    private void publishAll(Connection opened) throws SQLException, InterruptedException {
        var postgres = opened.unwrap(PGConnection.class);
        while (!stopping) {
            var entries = waiting(opened);
            waiting.set(entries.size());
            if (entries.isEmpty()) {
                tidy(opened);
                postgres.getNotifications(Math.toIntExact(WAIT.toMillis()));
                continue;
            }
            if (publish(opened, entries)) {
                failing = false;
                logProblem = null;
            } else {
                Thread.sleep(PAUSE);
            }
        }
    }

    private static List<Entry> waiting(Connection opened) throws SQLException {
        return Sql.list(
                opened,
                row ->
                        new Entry(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBytes(4)),
                "SELECT id, topic, key, payload FROM outbox WHERE published_at IS NULL"
                        + " ORDER BY id LIMIT "
                        + BATCH);
    }

    /**
     * Appends all at once and waits for all. When one failed, those of its key behind it count as
     * failed too, although they may be in the log: told again in order, the last word is right.
     */
    private boolean publish(Connection opened, List<Entry> entries) throws SQLException {
        var appended = new ArrayList<CompletableFuture<LogPosition>>(entries.size());
        for (var entry : entries) {
            appended.add(
                    log.append(entry.topic(), entry.key(), entry.payload()).toCompletableFuture());
        }
        var done = new ArrayList<Long>(entries.size());
        var broken = new HashSet<String>();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var key = entry.topic() + "/" + entry.key();
            try {
                appended.get(i).join();
                if (!broken.contains(key)) done.add(entry.id());
            } catch (CompletionException e) {
                broken.add(key);
                failed.increment();
                logProblem = "out of reach";
                fault("log out of reach: " + e.getMessage());
            }
        }
        Sql.update(
                opened,
                "UPDATE outbox SET published_at = now() WHERE id = ANY (?)",
                opened.createArrayOf("bigint", done.toArray()));
        published.increment(done.size());
        return broken.isEmpty();
    }

    private void tidy(Connection opened) throws SQLException {
        if (System.nanoTime() - tidiedAt < TIDY_EVERY.toNanos()) return;
        tidiedAt = System.nanoTime();
        Sql.update(opened, "DELETE FROM outbox WHERE published_at < now() - interval '1 hour'");
        Sql.update(opened, "DELETE FROM idempotency WHERE created_at < now() - interval '1 day'");
    }

    private void fault(String reason) {
        if (failing) return;
        failing = true;
        LOG.atWarn().addKeyValue("reason", reason).log("outbox not published, trying again");
    }

    private boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void closeConnection() {
        var open = connection;
        if (open == null) return;
        try {
            open.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("state", e.getSQLState()).log("connection not closed");
        }
    }
}
