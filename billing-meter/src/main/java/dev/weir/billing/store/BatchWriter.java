package dev.weir.billing.store;

import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.rollup.Claimed;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.RollupKey;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.SourceState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the parts of a batch, each with one statement however many rows it has. */
final class BatchWriter {
    private static final Comparator<RollupKey> KEY_ORDER =
            Comparator.comparing((RollupKey key) -> key.environment().value())
                    .thenComparing(RollupKey::hour)
                    .thenComparing(key -> key.project().value())
                    .thenComparing(key -> key.cluster().value())
                    .thenComparing(key -> key.node().value());

    private final Connection connection;

    BatchWriter(Connection connection) {
        this.connection = connection;
    }

    void sources(Map<SourceId, SourceState> sources) throws SQLException {
        if (sources.isEmpty()) return;
        var sql =
                """
                INSERT INTO source AS s (region, node, incarnation, cluster, received,
                    seen_through, sent_through, last_seen)
                SELECT region, node, incarnation, cluster, received::int8multirange,
                    seen_through::timestamptz, sent_through::timestamptz, last_seen::timestamptz
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[]) AS row (region, node, incarnation, cluster, received,
                    seen_through, sent_through, last_seen)
                ON CONFLICT (region, node, incarnation) DO UPDATE SET
                    received = excluded.received, seen_through = excluded.seen_through,
                    sent_through = excluded.sent_through, last_seen = excluded.last_seen\
                """;
        var rows = List.copyOf(sources.entrySet());
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .text(rows, row -> row.getKey().region().value())
                    .text(rows, row -> row.getKey().node().value())
                    .text(rows, row -> row.getKey().incarnation().value())
                    .text(rows, row -> row.getValue().cluster().value())
                    .text(rows, row -> Multiranges.write(row.getValue().received()))
                    .time(rows, row -> row.getValue().seenThrough())
                    .time(rows, row -> row.getValue().sentThrough())
                    .time(rows, row -> row.getValue().lastSeen());
            statement.executeUpdate();
        }
    }

    void claimed(List<Claimed> rows) throws SQLException {
        if (rows.isEmpty()) return;
        var sql =
                """
                INSERT INTO source_environment AS e (region, node, incarnation, environment,
                    accepted_cpu_millis, latest_sequence, cumulative_cpu_millis)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                    ?::bigint[], ?::bigint[])
                ON CONFLICT (region, node, incarnation, environment) DO UPDATE SET
                    accepted_cpu_millis = e.accepted_cpu_millis + excluded.accepted_cpu_millis,
                    latest_sequence = greatest(e.latest_sequence, excluded.latest_sequence),
                    cumulative_cpu_millis = CASE
                        WHEN excluded.latest_sequence > e.latest_sequence
                        THEN excluded.cumulative_cpu_millis ELSE e.cumulative_cpu_millis END\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .text(rows, row -> row.source().region().value())
                    .text(rows, row -> row.source().node().value())
                    .text(rows, row -> row.source().incarnation().value())
                    .text(rows, row -> row.environment().value())
                    .number(rows, Claimed::cpuMillis)
                    .number(rows, Claimed::latestSequence)
                    .number(rows, Claimed::cumulativeCpuMillis);
            statement.executeUpdate();
        }
    }

    /** In one order for all writers, so that two of them never wait for each other in a ring. */
    void sums(Map<RollupKey, Amounts> sums) throws SQLException {
        if (sums.isEmpty()) return;
        var sql =
                """
                INSERT INTO usage_hour AS u (hour, environment, project, region, cluster, node,
                    cpu_millis, queries, rows_read, bytes_out, database_busy_nanos, records)
                SELECT hour::timestamptz, environment, project, region, cluster, node,
                    cpu_millis, queries, rows_read, bytes_out, database_busy_nanos, records
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                    AS row (hour, environment, project, region, cluster, node,
                    cpu_millis, queries, rows_read, bytes_out, database_busy_nanos, records)
                ON CONFLICT (environment, hour, project, region, cluster, node) DO UPDATE SET
                    cpu_millis = u.cpu_millis + excluded.cpu_millis,
                    queries = u.queries + excluded.queries,
                    rows_read = u.rows_read + excluded.rows_read,
                    bytes_out = u.bytes_out + excluded.bytes_out,
                    database_busy_nanos = u.database_busy_nanos + excluded.database_busy_nanos,
                    records = u.records + excluded.records\
                """;
        var rows = sums.entrySet().stream().sorted(Map.Entry.comparingByKey(KEY_ORDER)).toList();
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .time(rows, row -> row.getKey().hour())
                    .text(rows, row -> row.getKey().environment().value())
                    .text(rows, row -> row.getKey().project().value())
                    .text(rows, row -> row.getKey().region().value())
                    .text(rows, row -> row.getKey().cluster().value())
                    .text(rows, row -> row.getKey().node().value())
                    .number(rows, row -> row.getValue().cpuMillis())
                    .number(rows, row -> row.getValue().queries())
                    .number(rows, row -> row.getValue().rows())
                    .number(rows, row -> row.getValue().bytesOut())
                    .number(rows, row -> row.getValue().databaseBusyNanos())
                    .number(rows, row -> row.getValue().records());
            statement.executeUpdate();
        }
    }

    /** Answers how many of them were not there yet. */
    int putAside(List<PutAside> rows) throws SQLException {
        if (rows.isEmpty()) return 0;
        var sql =
                """
                INSERT INTO quarantine (topic, partition, record_offset, record_key, reason, detail,
                    payload, digest, logged_at)
                SELECT topic, partition, record_offset, record_key, reason, detail, payload, digest,
                    logged_at::timestamptz
                FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                    ?::bytea[], ?::bytea[], ?::text[])
                    AS row (topic, partition, record_offset, record_key, reason, detail, payload,
                    digest, logged_at)
                ON CONFLICT (topic, partition, record_offset, digest) DO NOTHING\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .text(rows, row -> row.logged().partition().topic())
                    .number(rows, row -> (long) row.logged().partition().number())
                    .number(rows, row -> row.logged().offset())
                    .text(rows, row -> storable(row.logged().key()))
                    .text(rows, row -> row.reason().name().toLowerCase(Locale.ROOT))
                    .text(rows, row -> storable(row.detail()))
                    .bytes(rows, row -> row.logged().value())
                    .bytes(rows, row -> digest(row.logged().value()))
                    .time(rows, row -> row.logged().timestamp());
            return statement.executeUpdate();
        }
    }

    /** PostgreSQL's text knows no NUL. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static byte[] digest(byte @org.jspecify.annotations.Nullable [] value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value == null ? new byte[0] : value);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
