package dev.weir.billing.store.reconcile;

import dev.weir.billing.ledger.Closing;
import dev.weir.billing.ledger.Entry.EnvironmentNamed;
import dev.weir.billing.ledger.Entry.RecordSettled;
import dev.weir.billing.ledger.Entry.SourceSealed;
import dev.weir.billing.ledger.Entry.UsageLost;
import dev.weir.billing.ledger.LedgerState;
import dev.weir.billing.store.ledger.LedgerReader;
import dev.weir.billing.store.ledger.LedgerReader.Dated;
import dev.weir.billing.store.ledger.LedgerTable;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for rows that nothing else bears out. Tables beside the ledger are changed as they grow, so
 * no hash covers them; but whatever a row of them says is said a second time: by the ledger, or by
 * another table. What is said only once is found here.
 */
final class CrossChecks {
    private final Connection connection;
    private final LedgerReader ledger;
    private final Findings findings;

    CrossChecks(Connection connection) {
        this.connection = connection;
        ledger = new LedgerReader(connection);
        findings = new Findings(connection);
    }

    /** Seals of a month against those in the ledger. */
    List<String> seals(YearMonth period) throws SQLException {
        var kept =
                all(
                        """
                        SELECT e.region, e.node, e.incarnation, e.sequence, s.cluster, e.boundary,
                            e.sealed_from, e.sealed_until, e.threads_cpu_millis,
                            e.attributed_cpu_millis, e.environments_cpu_millis, e.process_cpu_millis
                        FROM source_seal e LEFT JOIN source s USING (region, node, incarnation)
                        WHERE sealed_until > ?::timestamptz AND sealed_until <= ?::timestamptz\
                        """,
                        CrossChecks::seal,
                        Closing.start(period).toString(),
                        Closing.end(period).toString());
        var entered =
                ledger.seals(period).stream().map(SourceSealed::seal).collect(Collectors.toSet());
        return differences(
                new HashSet<>(kept),
                entered,
                seal -> "seal " + seal.sequence() + " of " + seal.source());
    }

    private static UsageCheckpoint seal(ResultSet rows) throws SQLException {
        return new UsageCheckpoint(
                new NodeLife(new NodeId(rows.getString(2)), new IncarnationId(rows.getString(3))),
                rows.getLong(4),
                new RegionId(rows.getString(1)),
                new ClusterId(rows.getString(5)),
                UsageCheckpoint.Boundary.valueOf(rows.getString(6).toUpperCase(Locale.ROOT)),
                Objects.requireNonNull(LedgerTable.instant(rows, 7)),
                Objects.requireNonNull(LedgerTable.instant(rows, 8)),
                rows.getLong(9),
                rows.getLong(10),
                rows.getLong(11),
                rows.getLong(12));
    }

    private static <T> List<String> differences(
            Set<T> kept, Set<T> entered, Function<T, String> name) {
        var problems = new ArrayList<String>();
        for (var row : kept) {
            if (!entered.contains(row)) problems.add(name.apply(row) + ": not so in the ledger");
        }
        for (var entry : entered) {
            if (!kept.contains(entry)) problems.add(name.apply(entry) + ": only so in the ledger");
        }
        return problems;
    }

    /** What was accepted of each node's environments against the hour sums. */
    List<String> accepted() throws SQLException {
        return findings.texts(
                """
                SELECT region || '/' || node || ': of ' || environment
                    || ' other amounts were accepted than stand in the hour sums'
                FROM (
                    SELECT region, node, environment, accepted_cpu_millis AS cpu,
                        accepted_queries AS queries, accepted_rows AS rows_read,
                        accepted_bytes AS bytes, accepted_busy AS busy, accepted_records AS records
                    FROM source_environment
                    UNION ALL
                    SELECT region, node, environment, -cpu_millis, -queries, -rows_read, -bytes_out,
                        -database_busy_nanos, -records
                    FROM usage_hour) AS both_sides
                GROUP BY region, node, environment
                HAVING sum(cpu) <> 0 OR sum(queries) <> 0 OR sum(rows_read) <> 0 OR sum(bytes) <> 0
                    OR sum(busy) <> 0 OR sum(records) <> 0
                UNION ALL
                SELECT e.region || '/' || e.node || '/' || e.incarnation || ': nothing of '
                    || e.environment || ' in the hour that it spoke of last'
                FROM source_environment e
                LEFT JOIN source s USING (region, node, incarnation)
                WHERE NOT EXISTS (
                    SELECT FROM usage_hour u
                    WHERE (u.environment, u.hour, u.project, u.region, u.cluster, u.node)
                        = (e.environment, e.latest_hour, e.latest_project, e.region, s.cluster,
                            e.node))
                ORDER BY 1 LIMIT 50\
                """);
    }

    private record Source(
            String name,
            long received,
            long counted,
            @Nullable String declaredBy,
            boolean contradicts) {}

    private record Loss(long records, String by) {}

    /** The numbers received of each source against what was counted of it. */
    List<String> sources() throws SQLException {
        var sources =
                all(
                        """
                        SELECT node || '/' || incarnation,
                            (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(received) AS r),
                            coalesce(records, 0) + coalesce(seals, 0), declared_by,
                            ended <> coalesce(ends, false)
                                OR coalesce(sealed, '-infinity') > seen_through
                                OR received = int8multirange(int8range(1, upper(received)))
                                    AND sent_through IS DISTINCT FROM seen_through
                        FROM source
                        FULL JOIN (SELECT region, node, incarnation, sum(accepted_records) AS records
                            FROM source_environment GROUP BY 1, 2, 3) AS e
                            USING (region, node, incarnation)
                        FULL JOIN (SELECT region, node, incarnation, count(*) AS seals,
                                bool_or(boundary = 'end') AS ends, max(sealed_until) AS sealed
                            FROM source_seal GROUP BY 1, 2, 3) AS s
                            USING (region, node, incarnation)\
                        """,
                        rows ->
                                new Source(
                                        rows.getString(1),
                                        rows.getLong(2),
                                        rows.getLong(3),
                                        rows.getString(4),
                                        rows.getBoolean(5)));
        var losses = losses();
        var problems = new ArrayList<String>();
        for (var source : sources) {
            var loss = losses.remove(source.name);
            long lost = loss == null ? 0 : loss.records;
            if (source.received != source.counted + lost) {
                problems.add(
                        "%s: %d numbers received, %d counted, %d lost"
                                .formatted(source.name, source.received, source.counted, lost));
            }
            if (!Objects.equals(source.declaredBy, loss == null ? null : loss.by)) {
                problems.add(source.name + ": the ledger does not say who declared it closed");
            }
            if (source.contradicts) {
                problems.add(source.name + ": its seals and times contradict each other");
            }
        }
        losses.keySet().forEach(name -> problems.add(name + ": lost, and not known"));
        return problems;
    }

    private Map<String, Loss> losses() {
        var losses = new HashMap<String, Loss>();
        for (var lost : ledger.entries("lost", UsageLost.class)) {
            losses.merge(
                    lost.entry().source(),
                    new Loss(lost.entry().records(), lost.entry().by()),
                    (before, next) -> new Loss(before.records + next.records, next.by));
        }
        return losses;
    }

    /** Records that were put aside: their number, their digests, and what became of them. */
    List<String> aside() throws SQLException {
        var problems =
                new ArrayList<>(
                        findings.texts(
                                """
                                SELECT coalesce(i.topic, q.topic) || '/'
                                    || coalesce(i.partition, q.partition) || ': quarantined '
                                    || coalesce(i.quarantined, 0) || ' records, put aside are '
                                    || coalesce(q.records, 0)
                                FROM intake i
                                FULL JOIN (SELECT topic, partition, count(*) AS records
                                    FROM quarantine WHERE outcome IS NULL OR outcome = 'discarded'
                                    GROUP BY 1, 2) AS q USING (topic, partition)
                                WHERE coalesce(i.quarantined, 0) <> coalesce(q.records, 0)
                                UNION ALL
                                SELECT 'record ' || id || ': not what its digest says'
                                FROM quarantine WHERE digest <> sha256(coalesce(payload, ''))
                                ORDER BY 1 LIMIT 50\
                                """));
        var kept =
                all(
                        """
                        SELECT id, topic, partition, record_offset, outcome, settled_by, settled_at
                        FROM quarantine WHERE outcome IS NOT NULL OR settled_at IS NOT NULL\
                        """,
                        CrossChecks::settled);
        problems.addAll(
                differences(
                        new HashSet<>(kept),
                        new HashSet<>(ledger.entries("settled", RecordSettled.class)),
                        settled ->
                                "record "
                                        + settled.entry().id()
                                        + ", "
                                        + settled.entry().outcome()));
        return problems;
    }

    private static Dated<RecordSettled> settled(ResultSet rows) throws SQLException {
        return new Dated<>(
                new RecordSettled(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getInt(3),
                        rows.getLong(4),
                        rows.getString(5),
                        rows.getString(6)),
                Objects.requireNonNullElse(LedgerTable.instant(rows, 7), Instant.EPOCH));
    }

    /** What environments are called against the ledger. */
    List<String> names(LedgerState books) throws SQLException {
        var kept =
                all(
                        "SELECT environment, project, name, region, deleted FROM environment",
                        rows ->
                                new EnvironmentNamed(
                                        new EnvironmentId(rows.getString(1)),
                                        rows.getString(2) == null
                                                ? null
                                                : new ProjectId(rows.getString(2)),
                                        rows.getString(3),
                                        rows.getString(4) == null
                                                ? null
                                                : new RegionId(rows.getString(4)),
                                        rows.getBoolean(5)));
        return differences(
                new HashSet<>(kept),
                new HashSet<>(books.environments()),
                named -> "environment " + named.environment());
    }

    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> List<T> all(String sql, Reading<T> reading, String... parameters)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setString(i + 1, parameters[i]);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) all.add(reading.of(rows));
                return all;
            }
        }
    }
}
