package dev.weir.billing.store.ledger;

import dev.weir.billing.ledger.Accountant;
import dev.weir.billing.ledger.Bodies;
import dev.weir.billing.ledger.Closing;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.EnvironmentNamed;
import dev.weir.billing.ledger.Entry.SourceSealed;
import dev.weir.billing.ledger.Entry.StatementIssued;
import dev.weir.billing.ledger.LedgerState;
import dev.weir.billing.rating.HourUsage;
import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.statement.Statement;
import dev.weir.billing.store.StoreFault;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the ledger as it was at a sequence number, within a transaction of its caller's. */
public final class LedgerReader implements Accountant.Usage {
    private final Connection connection;

    public LedgerReader(Connection connection) {
        this.connection = connection;
    }

    private interface Setting {
        void on(PreparedStatement statement) throws SQLException;
    }

    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> List<T> all(String sql, Setting parameters, Reading<T> reading) {
        try (var statement = connection.prepareStatement(sql)) {
            parameters.on(statement);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) all.add(reading.of(rows));
                return all;
            }
        } catch (SQLException e) {
            throw new StoreFault("billing database: SQLSTATE " + e.getSQLState(), e);
        }
    }

    /** Takes entries one at a time, in their order. */
    public interface Fold {
        void apply(long sequence, Entry entry, Instant at);
    }

    /** The fold of all entries up to a sequence number. */
    public LedgerState books(long asOf) {
        var books = new LedgerState();
        fold(asOf, (sequence, entry, _) -> books.apply(sequence, entry));
        return books;
    }

    /** Tells all entries that books are made of, up to a sequence number. */
    public void fold(long asOf, Fold fold) {
        var sql =
                """
                SELECT seq, kind, body, recorded_at FROM ledger
                WHERE seq <= ? AND cpu_millis IS NULL
                    AND kind NOT IN ('statement', 'watermark', 'seal', 'settled', 'export')
                ORDER BY seq\
                """;
        all(
                sql,
                statement -> statement.setLong(1, asOf),
                rows -> {
                    fold.apply(
                            rows.getLong(1),
                            Bodies.read(rows.getString(2), rows.getString(3)),
                            Objects.requireNonNull(LedgerTable.instant(rows, 4)));
                    return 0;
                });
    }

    /** An entry, and when it was entered. */
    public record Dated<T>(T entry, Instant at) {}

    /** All entries of a kind, in their order. */
    public <T extends Entry> List<Dated<T>> entries(String kind, Class<T> type) {
        return all(
                "SELECT body, recorded_at FROM ledger WHERE kind = ? ORDER BY seq",
                statement -> statement.setString(1, kind),
                rows ->
                        new Dated<>(
                                type.cast(Bodies.read(kind, rows.getString(1))),
                                Objects.requireNonNull(LedgerTable.instant(rows, 2))));
    }

    /** The seals of a month. */
    public List<SourceSealed> seals(YearMonth period) {
        var sql =
                """
                SELECT body FROM ledger WHERE kind = 'seal' AND hour >= ? AND hour < ?
                ORDER BY seq\
                """;
        return all(
                sql,
                statement -> {
                    statement.setObject(1, time(Closing.start(period)));
                    statement.setObject(2, time(Closing.end(period)));
                },
                rows -> (SourceSealed) Bodies.read("seal", rows.getString(1)));
    }

    /** The watermark as it was known at a sequence number. */
    @Nullable Instant completeThrough(long asOf) {
        var found =
                all(
                        "SELECT complete_through FROM ledger WHERE seq = ?",
                        statement -> statement.setLong(1, asOf),
                        rows -> Optional.ofNullable(LedgerTable.instant(rows, 1)));
        return found.isEmpty() ? null : found.getFirst().orElse(null);
    }

    /** What environments were called, as it was known at a sequence number. */
    public Map<EnvironmentId, EnvironmentNamed> names(Collection<String> environments, long asOf)
            throws SQLException {
        var sql =
                """
                SELECT DISTINCT ON (environment) body FROM ledger
                WHERE kind = 'environment' AND environment = ANY (?) AND seq <= ?
                ORDER BY environment, seq DESC\
                """;
        var ids = connection.createArrayOf("text", environments.toArray());
        var names = new HashMap<EnvironmentId, EnvironmentNamed>();
        all(
                sql,
                statement -> {
                    statement.setArray(1, ids);
                    statement.setLong(2, asOf);
                },
                rows -> {
                    var named = (EnvironmentNamed) Bodies.read("environment", rows.getString(1));
                    return names.put(named.environment(), named);
                });
        return names;
    }

    /** The month of the earliest usage. */
    @Nullable YearMonth firstMonth() {
        var found =
                all(
                        "SELECT min(hour) FROM ledger WHERE cpu_millis IS NOT NULL",
                        _ -> {},
                        rows -> Optional.ofNullable(LedgerTable.instant(rows, 1)));
        return found.getFirst().map(Closing::month).orElse(null);
    }

    /** Projects that used something in a month, or after a sequence number in a month before. */
    public List<ProjectId> projects(YearMonth period, long since, long asOf) {
        var sql =
                """
                SELECT DISTINCT project FROM ledger
                WHERE cpu_millis IS NOT NULL AND seq <= ?
                    AND ((hour >= ? AND hour < ?) OR (hour < ? AND seq > ?))
                ORDER BY project\
                """;
        return all(
                sql,
                statement -> {
                    statement.setLong(1, asOf);
                    statement.setObject(2, time(Closing.start(period)));
                    statement.setObject(3, time(Closing.end(period)));
                    statement.setObject(4, time(Closing.start(period)));
                    statement.setLong(5, since);
                },
                rows -> new ProjectId(rows.getString(1)));
    }

    /** All usage of a month, of entries up to a sequence number. */
    public Amounts used(YearMonth period, long asOf) {
        var sql =
                """
                SELECT coalesce(sum(cpu_millis), 0), coalesce(sum(queries), 0),
                    coalesce(sum(rows_read), 0), coalesce(sum(bytes_out), 0),
                    coalesce(sum(database_busy_nanos), 0), coalesce(sum(records), 0)
                FROM ledger
                WHERE cpu_millis IS NOT NULL AND seq <= ? AND hour >= ? AND hour < ?\
                """;
        return all(
                        sql,
                        statement -> {
                            statement.setLong(1, asOf);
                            statement.setObject(2, time(Closing.start(period)));
                            statement.setObject(3, time(Closing.end(period)));
                        },
                        rows -> amounts(rows, 1))
                .getFirst();
    }

    @Override
    public Collection<HourUsage> of(ProjectId project, YearMonth period, long asOf) {
        var sql =
                """
                SELECT hour, environment, region, sum(cpu_millis), sum(queries), sum(rows_read),
                    sum(bytes_out), sum(database_busy_nanos), sum(records)
                FROM ledger
                WHERE cpu_millis IS NOT NULL AND seq <= ? AND hour >= ? AND hour < ? AND project = ?
                GROUP BY hour, environment, region
                ORDER BY hour, environment, region\
                """;
        return all(
                sql,
                statement -> {
                    statement.setLong(1, asOf);
                    statement.setObject(2, time(Closing.start(period)));
                    statement.setObject(3, time(Closing.end(period)));
                    statement.setString(4, project.value());
                },
                rows ->
                        new HourUsage(
                                rows.getObject(1, OffsetDateTime.class).toInstant(),
                                new EnvironmentId(rows.getString(2)),
                                new RegionId(rows.getString(3)),
                                amounts(rows, 4)));
    }

    @Override
    public Collection<YearMonth> late(ProjectId project, YearMonth before, long after, long asOf) {
        var sql =
                """
                SELECT DISTINCT date_trunc('month', hour, 'UTC') FROM ledger
                WHERE cpu_millis IS NOT NULL AND project = ? AND hour < ? AND seq > ? AND seq <= ?
                ORDER BY 1\
                """;
        return all(
                sql,
                statement -> {
                    statement.setString(1, project.value());
                    statement.setObject(2, time(Closing.start(before)));
                    statement.setLong(3, after);
                    statement.setLong(4, asOf);
                },
                rows -> Closing.month(rows.getObject(1, OffsetDateTime.class).toInstant()));
    }

    /** The statements issued for a month, by project, of entries up to a sequence number. */
    public List<Statement> statements(YearMonth period, @Nullable ProjectId project, long asOf) {
        var sql =
                """
                SELECT body FROM ledger
                WHERE kind = 'statement' AND hour = ? AND seq <= ?
                    AND (?::text IS NULL OR project = ?::text)
                ORDER BY project\
                """;
        return all(
                sql,
                statement -> {
                    statement.setObject(1, time(Closing.start(period)));
                    statement.setLong(2, asOf);
                    statement.setString(3, project == null ? null : project.value());
                    statement.setString(4, project == null ? null : project.value());
                },
                rows ->
                        ((StatementIssued) Bodies.read("statement", rows.getString(1)))
                                .statement());
    }

    public static Amounts amounts(ResultSet rows, int first) throws SQLException {
        return new Amounts(
                rows.getBigDecimal(first).longValueExact(),
                rows.getBigDecimal(first + 1).longValueExact(),
                rows.getBigDecimal(first + 2).longValueExact(),
                rows.getBigDecimal(first + 3).longValueExact(),
                rows.getBigDecimal(first + 4).longValueExact(),
                rows.getBigDecimal(first + 5).longValueExact());
    }

    public static OffsetDateTime time(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
