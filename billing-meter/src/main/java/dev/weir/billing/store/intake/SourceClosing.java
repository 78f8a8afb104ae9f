package dev.weir.billing.store.intake;

import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.UsageLost;
import dev.weir.billing.ledger.Entry.UsagePosted;
import dev.weir.billing.ledger.Entry.UsageRepaired;
import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.rollup.RollupKey;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.SourceState;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.ledger.LedgerTable;
import dev.weir.billing.store.ledger.Posting;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/**
 * Closes sources of which records never came: the meter posts the difference that the source's own
 * sums show, and declares the rest lost.
 */
public final class SourceClosing {
    private final BillingDatabase database;
    private final InstantSource clock;

    /** Closings in the database. */
    public SourceClosing(BillingDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The outcome of closing a source. */
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
        if (sums.values().stream().anyMatch(SourceClosing::isNegative)) {
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
        LedgerTable.append(connection, entries, clock.instant());
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
                                    Objects.requireNonNull(LedgerTable.instant(rows, 3)),
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
