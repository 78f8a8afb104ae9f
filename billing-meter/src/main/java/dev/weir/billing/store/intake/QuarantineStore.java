package dev.weir.billing.store.intake;

import dev.weir.billing.ledger.Entry.RecordSettled;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.rollup.UsageReducer;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.ledger.LedgerTable;
import dev.weir.billing.store.ledger.Posting;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Stores records that the intake set aside because they could not be counted. Each is settled once,
 * by a replay that counts it or by a person who discards it, and stays counted: records read equal
 * records accepted, repeated and set aside.
 */
public final class QuarantineStore {
    /** The most records that one call lists or replays. */
    public static final int MAX_RECORDS = 1_000;

    private final BillingDatabase database;
    private final UsageJudge judge;
    private final InstantSource clock;

    /** A store in the database, which judges as the intake does. */
    public QuarantineStore(BillingDatabase database, UsageJudge judge, InstantSource clock) {
        this.database = database;
        this.judge = judge;
        this.clock = clock;
    }

    /**
     * A record that was put aside.
     *
     * @param outcome the way it was settled: {@code accepted}, {@code duplicate}, {@code
     *     discarded}; null while it waits
     */
    public record QuarantinedRecord(
            long id,
            String topic,
            int partition,
            long offset,
            String node,
            Reason reason,
            String detail,
            Instant loggedAt,
            @Nullable String outcome,
            @Nullable String settledBy) {}

    /** What a record that is driven again came to. */
    public sealed interface Driven {}

    /** Something became of it: {@code accepted} or {@code duplicate}. */
    public record Settled(String outcome) implements Driven {}

    /** It cannot be counted still, and why. */
    public record Waits(Reason reason, String detail) implements Driven {}

    /**
     * What came of records that were driven one after the other.
     *
     * @param after the last one's number; empty when none comes after it
     */
    public record Drive(List<Driven> driven, OptionalLong after) {
        /** How many something became of. */
        public long settled() {
            return driven.stream().filter(Settled.class::isInstance).count();
        }
    }

    /**
     * Which records are asked for.
     *
     * @param waiting only those that nothing became of yet
     * @param reason null: whatever the reason
     * @param before only those with lower numbers
     */
    public record Asked(boolean waiting, @Nullable Reason reason, long before) {
        /** All that wait. */
        public static final Asked WAITING = new Asked(true, null, Long.MAX_VALUE);
    }

    /** Records that were put aside, the newest first; at most {@link #MAX_RECORDS}. */
    public List<QuarantinedRecord> aside(Asked asked) {
        var sql =
                """
                SELECT id, topic, partition, record_offset, record_key, reason, detail, logged_at,
                    outcome, settled_by
                FROM quarantine
                WHERE (NOT ? OR outcome IS NULL) AND (?::text IS NULL OR reason = ?::text) AND id < ?
                ORDER BY id DESC LIMIT ?\
                """;
        var reason = asked.reason() == null ? null : asked.reason().word();
        return database.read(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setBoolean(1, asked.waiting());
                statement.setString(2, reason);
                statement.setString(3, reason);
                statement.setLong(4, asked.before());
                statement.setInt(5, MAX_RECORDS);
                try (var rows = statement.executeQuery()) {
                    var all = new ArrayList<QuarantinedRecord>();
                    while (rows.next()) {
                        all.add(
                                new QuarantinedRecord(
                                        rows.getLong(1),
                                        rows.getString(2),
                                        rows.getInt(3),
                                        rows.getLong(4),
                                        rows.getString(5),
                                        Reason.named(rows.getString(6)).orElseThrow(),
                                        rows.getString(7),
                                        Objects.requireNonNull(LedgerTable.instant(rows, 8)),
                                        rows.getString(9),
                                        rows.getString(10)));
                    }
                    return all;
                }
            }
        });
    }

    /**
     * Judges a record again and counts it, if it can be counted now. One that the database does not
     * take waits on, and holds up nothing else.
     *
     * @return empty when there is no such record that waits
     */
    public Optional<Driven> drive(long id, String by) {
        try {
            return database.write(connection -> drive(connection, id, by));
        } catch (StoreFault e) {
            if (!e.isAboutData()) throw e;
            return Optional.of(new Waits(Reason.REFUSED, "the database refused it"));
        }
    }

    /**
     * Drives those again that wait for a reason, the oldest first; at most {@link #MAX_RECORDS}.
     *
     * @param after only those with higher numbers, so that those that wait on hide no others
     */
    public Drive driveAll(Reason reason, long after, String by) {
        var sql =
                """
                SELECT id FROM quarantine WHERE outcome IS NULL AND reason = ? AND id > ?
                ORDER BY id LIMIT ?\
                """;
        return drive(ids(sql, reason, after), by);
    }

    /** Gives a record up: it stays where it is, and nothing waits for it any more. */
    public boolean discard(long id, String by) {
        return database.write(connection -> {
            var logged = waiting(connection, id);
            if (logged == null) return false;
            var now = clock.instant();
            LedgerTable.append(
                    connection, List.of(settle(connection, id, logged, "discarded", by, now)), now);
            return true;
        });
    }

    /**
     * Drives those again whose environment has become known meanwhile, the oldest first; at most
     * {@link #MAX_RECORDS}.
     *
     * @param after only those with higher numbers
     */
    public Drive driveKnown(long after) {
        var sql =
                """
                SELECT q.id FROM quarantine q JOIN environment e USING (environment)
                WHERE q.outcome IS NULL AND q.reason = ? AND e.region IS NOT NULL AND q.id > ?
                ORDER BY q.id LIMIT ?\
                """;
        return drive(ids(sql, Reason.UNKNOWN_ENVIRONMENT, after), "meter");
    }

    private Drive drive(List<Long> ids, String by) {
        var driven = ids.stream().flatMap(id -> drive(id, by).stream()).toList();
        return new Drive(
                driven,
                ids.size() < MAX_RECORDS ? OptionalLong.empty() : OptionalLong.of(ids.getLast()));
    }

    private List<Long> ids(String sql, Reason reason, long after) {
        return database.read(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, reason.word());
                statement.setLong(2, after);
                statement.setInt(3, MAX_RECORDS);
                try (var rows = statement.executeQuery()) {
                    var all = new ArrayList<Long>();
                    while (rows.next()) all.add(rows.getLong(1));
                    return all;
                }
            }
        });
    }

    private Optional<Driven> drive(Connection connection, long id, String by) throws SQLException {
        var logged = waiting(connection, id);
        if (logged == null) return Optional.empty();
        var judgements = List.of(judge.judge(logged));
        var batch =
                UsageReducer.reduce(
                        judgements,
                        UsageStore.sources(connection, UsageReducer.sourcesOf(judgements)),
                        EnvironmentStore.homes(
                                connection, UsageReducer.environmentsOf(judgements)));
        if (batch.accepted() + batch.duplicate() == 0) {
            var still = batch.putAside().getFirst();
            return Optional.of(new Waits(still.reason(), still.detail()));
        }
        UsageStore.count(new BatchWriter(connection), batch);
        var outcome = batch.accepted() > 0 ? "accepted" : "duplicate";
        move(connection, logged.partition(), outcome);
        var now = clock.instant();
        var entries = Posting.entries(batch);
        entries.add(settle(connection, id, logged, outcome, by, now));
        LedgerTable.append(connection, entries, now);
        return Optional.of(new Settled(outcome));
    }

    /** The record, as it was read; locked until it is settled. */
    private static @Nullable LogRecord waiting(Connection connection, long id) throws SQLException {
        // The partition's row first, as the intake does.
        var sql =
                """
                SELECT q.topic, q.partition, q.record_offset, q.record_key, q.payload, q.logged_at
                FROM quarantine q JOIN intake i USING (topic, partition)
                WHERE q.id = ? AND q.outcome IS NULL FOR UPDATE OF i, q\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) return null;
                return new LogRecord(
                        new LogPartition(rows.getString(1), rows.getInt(2)),
                        rows.getLong(3),
                        rows.getString(4),
                        rows.getBytes(5),
                        Objects.requireNonNull(LedgerTable.instant(rows, 6)));
            }
        }
    }

    private static RecordSettled settle(
            Connection connection,
            long id,
            LogRecord logged,
            String outcome,
            String by,
            Instant now)
            throws SQLException {
        var sql =
                """
                UPDATE quarantine SET outcome = ?, settled_by = ?, settled_at = ?::timestamptz
                WHERE id = ?\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, outcome);
            statement.setString(2, by);
            statement.setString(3, now.truncatedTo(ChronoUnit.MICROS).toString());
            statement.setLong(4, id);
            statement.executeUpdate();
        }
        var partition = logged.partition();
        return new RecordSettled(
                id, partition.topic(), partition.number(), logged.offset(), outcome, by);
    }

    private static void move(Connection connection, LogPartition partition, String to)
            throws SQLException {
        var sql =
                "UPDATE intake SET quarantined = quarantined - 1, accepted = accepted + ?,"
                        + " duplicate = duplicate + ? WHERE topic = ? AND partition = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setInt(1, to.equals("accepted") ? 1 : 0);
            statement.setInt(2, to.equals("accepted") ? 0 : 1);
            statement.setString(3, partition.topic());
            statement.setInt(4, partition.number());
            statement.executeUpdate();
        }
    }
}
