package dev.weir.billing.store.intake;

import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.rollup.Claimed;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.RollupKey;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.SourceState;
import dev.weir.billing.store.ledger.Columns;
import dev.weir.billing.store.ledger.Posting;
import dev.weir.events.UsageCheckpoint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

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
                    seen_through, sent_through, last_seen, ended)
                SELECT region, node, incarnation, cluster, received::int8multirange,
                    seen_through::timestamptz, sent_through::timestamptz, last_seen::timestamptz,
                    ended
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::boolean[]) AS row (region, node, incarnation, cluster,
                    received, seen_through, sent_through, last_seen, ended)
                ON CONFLICT (region, node, incarnation) DO UPDATE SET
                    received = excluded.received, seen_through = excluded.seen_through,
                    sent_through = excluded.sent_through, last_seen = excluded.last_seen,
                    ended = excluded.ended\
                """;
        var rows = List.copyOf(sources.entrySet());
        try (var statement = connection.prepareStatement(sql)) {
            ids(new Columns(connection, statement), rows, Map.Entry::getKey)
                    .text(rows, row -> row.getValue().cluster().value())
                    .text(rows, row -> Multiranges.write(row.getValue().received()))
                    .time(rows, row -> row.getValue().seenThrough())
                    .time(rows, row -> row.getValue().sentThrough())
                    .time(rows, row -> row.getValue().lastSeen())
                    .bool(rows, row -> row.getValue().ended());
            statement.executeUpdate();
        }
    }

    private static <T> Columns ids(Columns columns, List<T> rows, Function<T, SourceId> id)
            throws SQLException {
        return columns.text(rows, row -> id.apply(row).region().value())
                .text(rows, row -> id.apply(row).node().value())
                .text(rows, row -> id.apply(row).incarnation().value());
    }

    void seals(List<UsageCheckpoint> counted) throws SQLException {
        if (counted.isEmpty()) return;
        var seals = counted.stream().map(Posting::stored).toList();
        var sql =
                """
                INSERT INTO source_seal (region, node, incarnation, sequence, boundary, sealed_from,
                    sealed_until, threads_cpu_millis, attributed_cpu_millis,
                    environments_cpu_millis, process_cpu_millis)
                SELECT region, node, incarnation, sequence, boundary, sealed_from::timestamptz,
                    sealed_until::timestamptz, threads, attributed, environments, process
                FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                    ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                    AS row (region, node, incarnation, sequence, boundary, sealed_from,
                    sealed_until, threads, attributed, environments, process)\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .text(seals, seal -> seal.region().value())
                    .text(seals, seal -> seal.node().value())
                    .text(seals, seal -> seal.incarnation().value())
                    .number(seals, UsageCheckpoint::sequence)
                    .text(seals, seal -> seal.boundary().name().toLowerCase(Locale.ROOT))
                    .time(seals, UsageCheckpoint::from)
                    .time(seals, UsageCheckpoint::until)
                    .number(seals, UsageCheckpoint::threadsCpuMillis)
                    .number(seals, UsageCheckpoint::attributedCpuMillis)
                    .number(seals, UsageCheckpoint::environmentsCpuMillis)
                    .number(seals, UsageCheckpoint::processCpuMillis);
            statement.executeUpdate();
        }
    }

    void claimed(List<Claimed> rows) throws SQLException {
        if (rows.isEmpty()) return;
        var sql =
                """
                INSERT INTO source_environment AS e (region, node, incarnation, environment,
                    accepted_cpu_millis, latest_sequence, cumulative_cpu_millis, told,
                    accepted_queries, accepted_rows, accepted_bytes, accepted_busy,
                    cumulative_queries, cumulative_rows, cumulative_bytes, cumulative_busy,
                    latest_project, latest_hour, accepted_records)
                SELECT region, node, incarnation, environment, cpu, latest, cpu_sum, told, queries,
                    rows, bytes, busy, queries_sum, rows_sum, bytes_sum, busy_sum, project,
                    hour::timestamptz, records
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                    ?::bigint[])
                    AS row (region, node, incarnation, environment, cpu, latest, cpu_sum, told,
                    queries, rows, bytes, busy, queries_sum, rows_sum, bytes_sum, busy_sum, project,
                    hour, records)
                ON CONFLICT (region, node, incarnation, environment) DO UPDATE SET
                    told = e.told AND excluded.told,
                    accepted_cpu_millis = e.accepted_cpu_millis + excluded.accepted_cpu_millis,
                    accepted_queries = e.accepted_queries + excluded.accepted_queries,
                    accepted_rows = e.accepted_rows + excluded.accepted_rows,
                    accepted_bytes = e.accepted_bytes + excluded.accepted_bytes,
                    accepted_busy = e.accepted_busy + excluded.accepted_busy,
                    accepted_records = e.accepted_records + excluded.accepted_records,
                    (latest_sequence, cumulative_cpu_millis, cumulative_queries, cumulative_rows,
                        cumulative_bytes, cumulative_busy, latest_project, latest_hour) =
                    (SELECT one.* FROM (
                        SELECT excluded.latest_sequence, excluded.cumulative_cpu_millis,
                            excluded.cumulative_queries, excluded.cumulative_rows,
                            excluded.cumulative_bytes, excluded.cumulative_busy,
                            excluded.latest_project, excluded.latest_hour
                        WHERE excluded.latest_sequence > e.latest_sequence
                        UNION ALL
                        SELECT e.latest_sequence, e.cumulative_cpu_millis, e.cumulative_queries,
                            e.cumulative_rows, e.cumulative_bytes, e.cumulative_busy,
                            e.latest_project, e.latest_hour
                        WHERE excluded.latest_sequence <= e.latest_sequence) AS one)\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            ids(new Columns(connection, statement), rows, Claimed::source)
                    .text(rows, row -> row.environment().value())
                    .number(rows, row -> row.counted().cpuMillis())
                    .number(rows, Claimed::latestSequence)
                    .number(rows, row -> row.sums().cpuMillis())
                    .bool(rows, Claimed::told)
                    .number(rows, row -> row.counted().queries())
                    .number(rows, row -> row.counted().rows())
                    .number(rows, row -> row.counted().bytesOut())
                    .number(rows, row -> row.counted().databaseBusyNanos())
                    .number(rows, row -> row.sums().queries())
                    .number(rows, row -> row.sums().rows())
                    .number(rows, row -> row.sums().bytesOut())
                    .number(rows, row -> row.sums().databaseBusyNanos())
                    .text(rows, row -> row.project().value())
                    .time(rows, Claimed::hour)
                    .number(rows, row -> row.counted().records());
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
                    payload, digest, logged_at, environment)
                SELECT topic, partition, record_offset, record_key, reason, detail, payload, digest,
                    logged_at::timestamptz, environment
                FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                    ?::bytea[], ?::bytea[], ?::text[], ?::text[])
                    AS row (topic, partition, record_offset, record_key, reason, detail, payload,
                    digest, logged_at, environment)
                ON CONFLICT (topic, partition, record_offset, digest) DO NOTHING\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .text(rows, row -> row.logged().partition().topic())
                    .number(rows, row -> (long) row.logged().partition().number())
                    .number(rows, row -> row.logged().offset())
                    .text(rows, row -> storable(row.logged().key()))
                    .text(rows, row -> row.reason().word())
                    .text(rows, row -> storable(row.detail()))
                    .bytes(rows, row -> row.logged().value())
                    .bytes(rows, row -> digest(row.logged().value()))
                    .time(rows, row -> row.logged().timestamp())
                    .text(
                            rows,
                            row -> {
                                var about = row.environment();
                                return about == null ? null : about.value();
                            });
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
