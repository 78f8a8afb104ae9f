package dev.weir.billing.store;

import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.RecordSettled;
import dev.weir.billing.ledger.Entry.UsageLost;
import dev.weir.billing.ledger.Entry.UsagePosted;
import dev.weir.billing.ledger.Entry.UsageRepaired;
import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.billing.rollup.RollupKey;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.SourceState;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.rollup.UsageReducer;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What did not come in as it should: records that were put aside, and records that never came. Each
 * is settled once, and stays counted: what was read is what was accepted, repeated and put aside.
 */
public final class SourceStore {
    /** The most records that are shown, or driven, at once. */
    public static final int MOST = 1_000;

    private final BillingDatabase database;
    private final UsageJudge judge;
    private final InstantSource clock;

    /** A store in the database, which judges as the intake does. */
    public SourceStore(BillingDatabase database, UsageJudge judge, InstantSource clock) {
        this.database = database;
        this.judge = judge;
        this.clock = clock;
    }

    /**
     * A record that was put aside.
     *
     * @param outcome what became of it: {@code accepted}, {@code duplicate}, {@code discarded};
     *     null while it waits
     */
    public record Aside(
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

    /** What a source's closing came to. */
    public sealed interface Closed {}

    /**
     * The source is closed.
     *
     * @param missing records that never came
     * @param repaired for how many environments their own sums told what those held
     */
    public record Repaired(long missing, int repaired) implements Closed {}

    /** It is not, and why. */
    public record Refused(String reason) implements Closed {}

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

    /** Records that were put aside, the newest first; at most {@link #MOST}. */
    public List<Aside> aside(Asked asked) {
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
                statement.setInt(5, MOST);
                try (var rows = statement.executeQuery()) {
                    var all = new ArrayList<Aside>();
                    while (rows.next()) {
                        all.add(
                                new Aside(
                                        rows.getLong(1),
                                        rows.getString(2),
                                        rows.getInt(3),
                                        rows.getLong(4),
                                        rows.getString(5),
                                        Reason.named(rows.getString(6)).orElseThrow(),
                                        rows.getString(7),
                                        Objects.requireNonNull(Ledger.instant(rows, 8)),
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
     * Drives those again that wait for a reason, the oldest first; at most {@link #MOST}.
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
            Ledger.append(
                    connection, List.of(settle(connection, id, logged, "discarded", by, now)), now);
            return true;
        });
    }

    /**
     * Drives those again whose environment has become known meanwhile, the oldest first; at most
     * {@link #MOST}.
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
                driven, ids.size() < MOST ? OptionalLong.empty() : OptionalLong.of(ids.getLast()));
    }

    private List<Long> ids(String sql, Reason reason, long after) {
        return database.read(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, reason.word());
                statement.setLong(2, after);
                statement.setInt(3, MOST);
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
        Ledger.append(connection, entries, now);
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
                        Objects.requireNonNull(Ledger.instant(rows, 6)));
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

    /**
     * Closes a source of which records never came: what its own sums say they held is entered, and
     * that they are lost is declared. Nothing is guessed: an environment whose sums no later record
     * tells is not touched.
     */
    public Closed close(SourceId id, String by) {
        return database.write(connection -> close(connection, id, by));
    }

    private Closed close(Connection connection, SourceId id, String by) throws SQLException {
        var state = UsageStore.sources(connection, List.of(id)).get(id);
        if (state == null) return new Refused("there is no such source");
        if (state.received().isContiguous()) return new Refused("none of its records is missing");
        long waiting = waitingOf(connection, id);
        if (waiting > 0) {
            return new Refused(
                    waiting + " records of the node are put aside: drive or discard them first");
        }
        var ranges = state.received().ranges();
        long last = ranges.getLast().last();
        long missing = last - ranges.stream().mapToLong(r -> r.last() - r.first() + 1).sum();
        var sums = new LinkedHashMap<RollupKey, Amounts>();
        for (var gap : differences(connection, id, state))
            sums.merge(gap.key, gap.amounts, Amounts::plus);
        if (sums.values().stream().anyMatch(SourceStore::isNegative)) {
            return new Refused("more was accepted of it than it says it used");
        }
        var source = id.node() + "/" + id.incarnation();
        var entries = new ArrayList<Entry>();
        for (UsagePosted posted : Posting.entries(sums)) {
            entries.add(new UsageRepaired(posted, source, missing + " records of it never came"));
        }
        entries.add(new UsageLost(source, missing, by));
        new BatchWriter(connection).sums(sums);
        declare(connection, id, last, by);
        Ledger.append(connection, entries, clock.instant());
        return new Repaired(missing, sums.size());
    }

    private record Gap(RollupKey key, Amounts amounts) {}

    private static boolean isNegative(Amounts amounts) {
        return amounts.cpuMillis() < 0
                || amounts.queries() < 0
                || amounts.rows() < 0
                || amounts.bytesOut() < 0
                || amounts.databaseBusyNanos() < 0;
    }

    private static List<Gap> differences(Connection connection, SourceId id, SourceState state)
            throws SQLException {
        var sql =
                """
                SELECT environment, latest_project, latest_hour,
                    cumulative_cpu_millis - accepted_cpu_millis,
                    CASE WHEN told THEN cumulative_queries - accepted_queries ELSE 0 END,
                    CASE WHEN told THEN cumulative_rows - accepted_rows ELSE 0 END,
                    CASE WHEN told THEN cumulative_bytes - accepted_bytes ELSE 0 END,
                    CASE WHEN told THEN cumulative_busy - accepted_busy ELSE 0 END
                FROM source_environment
                WHERE region = ? AND node = ? AND incarnation = ? AND latest_project IS NOT NULL
                    AND (cumulative_cpu_millis <> accepted_cpu_millis OR told AND (
                        cumulative_queries <> accepted_queries OR cumulative_rows <> accepted_rows
                        OR cumulative_bytes <> accepted_bytes OR cumulative_busy <> accepted_busy))
                ORDER BY environment\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            name(statement, 1, id);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<Gap>();
                while (rows.next()) {
                    var key =
                            new RollupKey(
                                    Objects.requireNonNull(Ledger.instant(rows, 3)),
                                    new EnvironmentId(rows.getString(1)),
                                    new ProjectId(rows.getString(2)),
                                    id.region(),
                                    state.cluster(),
                                    id.node());
                    all.add(
                            new Gap(
                                    key,
                                    new Amounts(
                                            rows.getLong(4),
                                            rows.getLong(5),
                                            rows.getLong(6),
                                            rows.getLong(7),
                                            rows.getLong(8),
                                            0)));
                }
                return all;
            }
        }
    }

    /** Nothing is missing any more; what still comes of it is a repetition. */
    private static void declare(Connection connection, SourceId id, long last, String by)
            throws SQLException {
        var source =
                """
                UPDATE source SET received = int8multirange(int8range(1, ?)), declared_by = ?,
                    sent_through = seen_through
                WHERE region = ? AND node = ? AND incarnation = ?\
                """;
        try (var statement = connection.prepareStatement(source)) {
            statement.setLong(1, last + 1);
            statement.setString(2, by);
            name(statement, 3, id);
            statement.executeUpdate();
        }
        var sums =
                """
                UPDATE source_environment SET accepted_cpu_millis = cumulative_cpu_millis,
                    accepted_queries = CASE WHEN told THEN cumulative_queries ELSE accepted_queries END,
                    accepted_rows = CASE WHEN told THEN cumulative_rows ELSE accepted_rows END,
                    accepted_bytes = CASE WHEN told THEN cumulative_bytes ELSE accepted_bytes END,
                    accepted_busy = CASE WHEN told THEN cumulative_busy ELSE accepted_busy END
                WHERE region = ? AND node = ? AND incarnation = ?\
                """;
        try (var statement = connection.prepareStatement(sums)) {
            name(statement, 1, id);
            statement.executeUpdate();
        }
    }

    private static long waitingOf(Connection connection, SourceId id) throws SQLException {
        var sql = "SELECT count(*) FROM quarantine WHERE outcome IS NULL AND record_key = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.node().value());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static void name(PreparedStatement statement, int from, SourceId id)
            throws SQLException {
        statement.setString(from, id.region().value());
        statement.setString(from + 1, id.node().value());
        statement.setString(from + 2, id.incarnation().value());
    }
}
