package dev.weir.billing.store.reconcile;

import dev.weir.billing.ledger.Chain;
import dev.weir.billing.ledger.Closing;
import dev.weir.billing.ledger.Hash;
import dev.weir.billing.ledger.LedgerState;
import dev.weir.billing.reconcile.Level;
import dev.weir.billing.reconcile.Platform;
import dev.weir.billing.store.ledger.LedgerTable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stages before any price: what was measured, sent, taken, summed and entered. */
final class ReconciliationQueries {
    private static final int FETCH = 10_000;

    private final Connection connection;
    private final Findings findings;
    private final CrossChecks witnesses;

    ReconciliationQueries(Connection connection) {
        this.connection = connection;
        findings = new Findings(connection);
        witnesses = new CrossChecks(connection);
    }

    /** What was charged to accounts against the threads' own clocks. */
    Level clocks(YearMonth period) throws SQLException {
        var sums =
                findings.decimals(
                        """
                        SELECT sum(threads_cpu_millis), sum(attributed_cpu_millis), count(*)
                        FROM source_seal
                        WHERE sealed_until > ?::timestamptz AND sealed_until <= ?::timestamptz\
                        """,
                        Closing.start(period).toString(),
                        Closing.end(period).toString());
        var threads = seconds(sums.get(0));
        // A hundredth, and what whole milliseconds leave out in each seal.
        var tolerance =
                threads == null
                        ? BigDecimal.ZERO
                        : threads.movePointLeft(2).add(present(sums.get(2)).movePointLeft(3));
        return new Level(
                "R0",
                "CPU time of metered threads, CPU time charged to accounts",
                "Core-Seconds",
                threads,
                seconds(sums.get(1)),
                tolerance,
                witnesses.seals(period));
    }

    /** What nodes' processes used in a month, and what of it is billed to nobody. */
    Platform platform(YearMonth period) throws SQLException {
        var sums =
                findings.decimals(
                        """
                        SELECT coalesce(sum(process_cpu_millis), 0),
                            coalesce(sum(environments_cpu_millis), 0)
                        FROM source_seal
                        WHERE sealed_until > ?::timestamptz AND sealed_until <= ?::timestamptz\
                        """,
                        Closing.start(period).toString(),
                        Closing.end(period).toString());
        return new Platform(
                present(sums.get(0)).movePointLeft(3), present(sums.get(1)).movePointLeft(3));
    }

    private static BigDecimal present(@Nullable BigDecimal sum) {
        return Objects.requireNonNull(sum, "a sum of at least one row");
    }

    /** What sources say they used, against what was accepted of them. */
    Level sources() throws SQLException {
        var sums =
                findings.decimals(
                        """
                        SELECT coalesce(sum(cumulative_cpu_millis), 0),
                            coalesce(sum(accepted_cpu_millis), 0)
                        FROM source_environment\
                        """);
        var problems = new ArrayList<>(witnesses.accepted());
        problems.addAll(
                findings.texts(
                        """
                        SELECT region || '/' || node || '/' || incarnation || ' says that '
                            || environment || ' used ' || cumulative_cpu_millis || ' ms, '
                            || accepted_cpu_millis || ' ms were accepted'
                        FROM source_environment
                        WHERE cumulative_cpu_millis <> accepted_cpu_millis
                            OR told AND (cumulative_queries <> accepted_queries
                                OR cumulative_rows <> accepted_rows
                                OR cumulative_bytes <> accepted_bytes
                                OR cumulative_busy <> accepted_busy)
                        ORDER BY 1 LIMIT 50\
                        """));
        return Level.exact(
                        "R1",
                        "CPU time that sources say they used, and that was accepted of them",
                        "Core-Seconds",
                        present(sums.getFirst()).movePointLeft(3),
                        present(sums.getLast()).movePointLeft(3))
                .with(problems);
    }

    /** What was read from the log against what became of it. */
    Level offsets() throws SQLException {
        var sums =
                findings.decimals(
                        """
                        SELECT coalesce(sum(consumed), 0),
                            coalesce(sum(accepted + duplicate + quarantined), 0)
                        FROM intake\
                        """);
        var problems = new ArrayList<>(witnesses.sources());
        problems.addAll(witnesses.aside());
        problems.addAll(
                findings.texts(
                        """
                        SELECT 'accepted ' || a.accepted || ' records, in the ledger and among the seals are '
                            || l.records
                        FROM (SELECT coalesce(sum(accepted), 0) AS accepted FROM intake) a,
                            (SELECT (SELECT coalesce(sum(records), 0) FROM ledger
                                     WHERE cpu_millis IS NOT NULL)
                                 + (SELECT count(*) FROM source_seal) AS records) l
                        WHERE a.accepted <> l.records
                        UNION ALL
                        (SELECT region || '/' || node || '/' || incarnation || ' left out records: '
                            || received
                        FROM source
                        WHERE (lower(received) IS DISTINCT FROM 1
                            OR (SELECT count(*) FROM unnest(received)) <> 1)
                            AND declared_by IS NULL
                        ORDER BY 1 LIMIT 50)\
                        """));
        return Level.exact(
                        "R2",
                        "records read; accepted, duplicate and put aside",
                        "records",
                        present(sums.getFirst()),
                        present(sums.getLast()))
                .with(problems);
    }

    /** Hour sums against the ledger, and the ledger against its hashes. */
    Level rollups(YearMonth period, LedgerState books) throws SQLException {
        var sums =
                findings.decimals(
                        """
                        SELECT
                            (SELECT coalesce(sum(cpu_millis), 0) FROM usage_hour
                             WHERE hour >= ?::timestamptz AND hour < ?::timestamptz),
                            (SELECT coalesce(sum(cpu_millis), 0) FROM ledger
                             WHERE cpu_millis IS NOT NULL
                                AND hour >= ?::timestamptz AND hour < ?::timestamptz)\
                        """,
                        Closing.start(period).toString(),
                        Closing.end(period).toString(),
                        Closing.start(period).toString(),
                        Closing.end(period).toString());
        var problems = new ArrayList<>(differences(period));
        problems.addAll(witnesses.names(books));
        problems.addAll(unsealedAmounts());
        var broken = brokenChain();
        if (broken != null) problems.add(broken);
        return Level.exact(
                        "R3",
                        "hour sums, entries in the ledger",
                        "Core-Seconds",
                        present(sums.getFirst()).movePointLeft(3),
                        present(sums.getLast()).movePointLeft(3))
                .with(problems);
    }

    private List<String> differences(YearMonth period) throws SQLException {
        return findings.texts(
                """
                SELECT environment || ' at ' || hour || ': hour sums and ledger differ'
                FROM (
                    SELECT hour, environment, project, region, cluster, cpu_millis, queries,
                        rows_read, bytes_out, database_busy_nanos, records
                    FROM usage_hour
                    UNION ALL
                    SELECT hour, environment, project, region, cluster, -cpu_millis, -queries,
                        -rows_read, -bytes_out, -database_busy_nanos, -records
                    FROM ledger WHERE cpu_millis IS NOT NULL) AS both_sides
                WHERE hour >= ?::timestamptz AND hour < ?::timestamptz
                GROUP BY hour, environment, project, region, cluster
                HAVING sum(cpu_millis) <> 0 OR sum(queries) <> 0 OR sum(rows_read) <> 0
                    OR sum(bytes_out) <> 0 OR sum(database_busy_nanos) <> 0 OR sum(records) <> 0
                ORDER BY hour, environment LIMIT 50\
                """,
                Closing.start(period).toString(),
                Closing.end(period).toString());
    }

    /** Only usage has amounts, and only usage's are in its hash. */
    private List<String> unsealedAmounts() throws SQLException {
        return findings.texts(
                """
                SELECT 'ledger: row ' || seq || ' is no usage and has amounts' FROM ledger
                WHERE cpu_millis IS NULL AND num_nonnulls(queries, rows_read, bytes_out,
                    database_busy_nanos, records) > 0
                ORDER BY seq LIMIT 50\
                """);
    }

    /** Where the ledger is not what its hashes say; null when it is. */
    private @Nullable String brokenChain() throws SQLException {
        var chain = new Chain(Hash.ZERO);
        long expected = 1;
        var last = Hash.ZERO;
        Instant through = null;
        var sql = "SELECT " + LedgerTable.COLUMNS + ", hash FROM ledger ORDER BY seq";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var row = LedgerTable.row(rows);
                    if (row.sequence() != expected)
                        return "ledger: row " + expected + " is missing";
                    last = Hash.of(rows.getBytes(17));
                    if (!chain.append(row).equals(last)) {
                        return "ledger: row " + expected + " is not what its hash says";
                    }
                    through = row.completeThrough();
                    expected++;
                }
            }
        }
        var head = LedgerTable.head(connection);
        return head.sequence() == expected - 1
                        && head.hash().equals(last)
                        && Objects.equals(head.completeThrough(), through)
                ? null
                : "ledger: its end is not where its head says";
    }

    private static @Nullable BigDecimal seconds(@Nullable BigDecimal millis) {
        return millis == null ? null : millis.movePointLeft(3);
    }
}
