package dev.weir.billing.store.ledger;

import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.SourceSealed;
import dev.weir.billing.ledger.Entry.UsagePosted;
import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.rollup.Batch;
import dev.weir.billing.rollup.RollupKey;
import dev.weir.events.UsageCheckpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts a batch's sums into the ledger, of all nodes of a cluster together. */
public final class Posting {
    private static final Comparator<UsagePosted> ORDER =
            Comparator.comparing(UsagePosted::hour)
                    .thenComparing(usage -> usage.environment().value())
                    .thenComparing(usage -> usage.project().value())
                    .thenComparing(usage -> usage.region().value())
                    .thenComparing(usage -> usage.cluster().value());

    private static final Amounts NONE = new Amounts(0, 0, 0, 0, 0, 0);

    private Posting() {}

    public static void batch(Connection connection, Batch batch, Duration sourceLive, Instant now)
            throws SQLException {
        var entries = entries(batch);
        if (entries.isEmpty()) return;
        var head = LedgerTable.lock(connection);
        LedgerTable.append(connection, head, entries, now, completeThrough(connection, sourceLive));
    }

    /** What a batch adds: its usage, and its seals. */
    public static List<Entry> entries(Batch batch) {
        var entries = new ArrayList<Entry>(entries(batch.sums()));
        for (var seal : batch.seals()) entries.add(new SourceSealed(stored(seal)));
        return entries;
    }

    /** A seal as its table keeps it: to the microsecond. */
    public static UsageCheckpoint stored(UsageCheckpoint seal) {
        return new UsageCheckpoint(
                seal.life(),
                seal.sequence(),
                seal.region(),
                seal.cluster(),
                seal.boundary(),
                seal.from().truncatedTo(ChronoUnit.MICROS),
                seal.until().truncatedTo(ChronoUnit.MICROS),
                seal.threadsCpuMillis(),
                seal.attributedCpuMillis(),
                seal.environmentsCpuMillis(),
                seal.processCpuMillis());
    }

    public static List<UsagePosted> entries(Map<RollupKey, Amounts> sums) {
        var entries = new TreeMap<UsagePosted, Amounts>(ORDER);
        sums.forEach((key, amounts) ->
                entries.merge(
                        new UsagePosted(
                                key.hour(),
                                key.environment(),
                                key.project(),
                                key.region(),
                                key.cluster(),
                                NONE),
                        amounts,
                        Amounts::plus));
        return entries.entrySet().stream()
                .map(entry -> {
                    var key = entry.getKey();
                    return new UsagePosted(
                            key.hour(),
                            key.environment(),
                            key.project(),
                            key.region(),
                            key.cluster(),
                            entry.getValue());
                })
                .toList();
    }

    /**
     * The earliest of what each live source has sent without a gap; null when one has not. When all
     * have ended in order, the latest of what they have sent.
     */
    public static @Nullable Instant completeThrough(Connection connection, Duration sourceLive)
            throws SQLException {
        var sql =
                """
                SELECT CASE
                    WHEN bool_or(live) IS NOT TRUE THEN max(sent_through) FILTER (WHERE over)
                    WHEN bool_and(sent_through IS NOT NULL) FILTER (WHERE live)
                        THEN min(sent_through) FILTER (WHERE live)
                    END
                FROM (
                    SELECT sent_through, over, recent AND NOT over AS live
                    FROM (
                        SELECT sent_through,
                            last_seen > (SELECT max(last_seen) FROM source) - ?::interval
                                AS recent,
                            declared_by IS NOT NULL
                                OR ended
                                    AND received = int8multirange(int8range(1, upper(received)))
                                AS over
                        FROM source) AS judged) AS sources\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, sourceLive.toString());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return LedgerTable.instant(rows, 1);
            }
        }
    }
}
