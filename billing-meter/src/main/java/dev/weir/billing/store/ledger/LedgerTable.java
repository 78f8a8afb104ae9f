package dev.weir.billing.store.ledger;

import dev.weir.billing.ledger.Chain;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Hash;
import dev.weir.billing.ledger.Row;
import dev.weir.billing.rollup.Amounts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Adds to the ledger's table, within a transaction of its caller's. */
public final class LedgerTable {
    /** The last row. */
    public record Head(long sequence, Hash hash, @Nullable Instant completeThrough) {}

    private record Sealed(Row row, Hash hash) {}

    private LedgerTable() {}

    /** The last row that the transaction sees. */
    public static Head head(Connection connection) throws SQLException {
        return head(connection, "");
    }

    /** The same, and nobody else adds a row until the transaction ends. */
    public static Head lock(Connection connection) throws SQLException {
        return head(connection, " FOR UPDATE");
    }

    private static Head head(Connection connection, String lock) throws SQLException {
        try (var statement =
                        connection.prepareStatement(
                                "SELECT seq, hash, complete_through FROM ledger_head" + lock);
                var rows = statement.executeQuery()) {
            if (!rows.next()) throw new IllegalStateException("the ledger has lost its head");
            return new Head(rows.getLong(1), Hash.of(rows.getBytes(2)), instant(rows, 3));
        }
    }

    /** Adds entries; the watermark stays what it was. Answers the last one's sequence number. */
    public static long append(Connection connection, List<? extends Entry> entries, Instant now)
            throws SQLException {
        return append(connection, entries, now, null);
    }

    /**
     * Adds entries.
     *
     * @param completeThrough the watermark from the first of them on; null: it stays what it was
     */
    public static long append(
            Connection connection,
            List<? extends Entry> entries,
            Instant now,
            @Nullable Instant completeThrough)
            throws SQLException {
        var head = lock(connection);
        if (entries.isEmpty()) return head.sequence();
        var watermark = completeThrough == null ? head.completeThrough() : completeThrough;
        return append(connection, head, entries, now, watermark);
    }

    /** Adds entries after a head that is locked, with a watermark that may also be unknown. */
    public static long append(
            Connection connection,
            Head head,
            List<? extends Entry> entries,
            Instant now,
            @Nullable Instant watermark)
            throws SQLException {
        var time = now.truncatedTo(ChronoUnit.MICROS);
        var through = watermark == null ? null : watermark.truncatedTo(ChronoUnit.MICROS);
        var chain = new Chain(head.hash());
        var rows = new ArrayList<Sealed>();
        long sequence = head.sequence();
        for (var entry : entries) {
            var row = Row.of(++sequence, time, through, entry);
            rows.add(new Sealed(row, chain.append(row)));
        }
        insert(connection, rows);
        advance(connection, sequence, rows.getLast().hash(), through);
        return sequence;
    }

    private static void insert(Connection connection, List<Sealed> rows) throws SQLException {
        var sql =
                """
                INSERT INTO ledger (seq, kind, recorded_at, complete_through, hour, environment,
                    project, region, cluster, cpu_millis, queries, rows_read, bytes_out,
                    database_busy_nanos, records, body, hash)
                SELECT seq, kind, recorded_at::timestamptz, complete_through::timestamptz,
                    hour::timestamptz, environment, project, region, cluster, cpu_millis, queries,
                    rows_read, bytes_out, database_busy_nanos, records, body, hash
                FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[]) AS row (seq, kind,
                    recorded_at, complete_through, hour, environment, project, region, cluster,
                    cpu_millis, queries, rows_read, bytes_out, database_busy_nanos, records, body,
                    hash)\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .number(rows, sealed -> sealed.row.sequence())
                    .text(rows, sealed -> sealed.row.kind())
                    .time(rows, sealed -> sealed.row.recordedAt())
                    .time(rows, sealed -> sealed.row.completeThrough())
                    .time(rows, sealed -> sealed.row.hour())
                    .text(rows, sealed -> sealed.row.environment())
                    .text(rows, sealed -> sealed.row.project())
                    .text(rows, sealed -> sealed.row.region())
                    .text(rows, sealed -> sealed.row.cluster())
                    .number(rows, amount(Amounts::cpuMillis))
                    .number(rows, amount(Amounts::queries))
                    .number(rows, amount(Amounts::rows))
                    .number(rows, amount(Amounts::bytesOut))
                    .number(rows, amount(Amounts::databaseBusyNanos))
                    .number(rows, amount(Amounts::records))
                    .text(rows, sealed -> sealed.row.body())
                    .bytes(rows, sealed -> sealed.hash.bytes());
            statement.executeUpdate();
        }
    }

    private static Function<Sealed, @Nullable Long> amount(ToLongFunction<Amounts> of) {
        return sealed -> {
            var amounts = sealed.row.amounts();
            return amounts == null ? null : of.applyAsLong(amounts);
        };
    }

    private static void advance(
            Connection connection, long sequence, Hash hash, @Nullable Instant through)
            throws SQLException {
        var sql = "UPDATE ledger_head SET seq = ?, hash = ?, complete_through = ?::timestamptz";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, sequence);
            statement.setBytes(2, hash.bytes());
            statement.setString(3, through == null ? null : through.toString());
            statement.executeUpdate();
        }
    }

    /** The columns of a whole row, in the order in which {@link #row} reads them. */
    public static final String COLUMNS =
            "seq, kind, recorded_at, complete_through, hour, environment, project, region, cluster,"
                    + " cpu_millis, queries, rows_read, bytes_out, database_busy_nanos, records, body";

    public static Row row(ResultSet rows) throws SQLException {
        long cpuMillis = rows.getLong(10);
        boolean used = !rows.wasNull();
        return new Row(
                rows.getLong(1),
                rows.getString(2),
                Objects.requireNonNull(instant(rows, 3)),
                instant(rows, 4),
                instant(rows, 5),
                rows.getString(6),
                rows.getString(7),
                rows.getString(8),
                rows.getString(9),
                used
                        ? new Amounts(
                                cpuMillis,
                                rows.getLong(11),
                                rows.getLong(12),
                                rows.getLong(13),
                                rows.getLong(14),
                                rows.getLong(15))
                        : null,
                rows.getString(16));
    }

    public static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        var time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
