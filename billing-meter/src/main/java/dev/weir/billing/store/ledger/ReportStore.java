package dev.weir.billing.store.ledger;

import dev.weir.billing.report.Granularity;
import dev.weir.billing.report.UsageAnswer;
import dev.weir.billing.report.UsageLine;
import dev.weir.billing.report.UsageQuestion;
import dev.weir.billing.report.UsageReport;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.events.EnvironmentId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Answers questions from the ledger. Each answer is of one sequence number. */
public final class ReportStore {
    /** The most lines of one report. */
    public static final int MAX_LINES = 50_000;

    private final BillingDatabase database;

    /** A store in the database. */
    public ReportStore(BillingDatabase database) {
        this.database = database;
    }

    /**
     * Answers a question.
     *
     * @throws StoreFault when the database failed
     */
    public UsageAnswer answer(UsageQuestion question) {
        return database.read(connection -> {
            long newest = LedgerTable.head(connection).sequence();
            long asOf = question.asOf().orElse(newest);
            if (asOf > newest) return new UsageAnswer.NotYet(newest);
            var lines = lines(connection, question, asOf);
            if (lines.size() > MAX_LINES) return new UsageAnswer.TooLong(MAX_LINES);
            var reader = new LedgerReader(connection);
            return new UsageAnswer.Answered(
                    new UsageReport(
                            question,
                            named(reader, lines, asOf),
                            reader.completeThrough(asOf),
                            asOf));
        });
    }

    private static List<UsageLine> lines(Connection connection, UsageQuestion question, long asOf)
            throws SQLException {
        // The columns' names are ours, never the caller's.
        var columns =
                switch (question.by()) {
                    case ENVIRONMENT -> "environment, project, region, NULL::text";
                    case PROJECT -> "NULL::text, project, NULL::text, NULL::text";
                    case REGION -> "NULL::text, NULL::text, region, NULL::text";
                    case CLUSTER -> "NULL::text, NULL::text, region, cluster";
                };
        var sql =
                """
                SELECT date_trunc(?, hour, 'UTC'), %s, sum(cpu_millis), sum(queries),
                    sum(rows_read), sum(bytes_out), div(sum(database_busy_nanos), 1000000)
                FROM ledger
                WHERE cpu_millis IS NOT NULL AND hour >= ? AND hour < ? AND seq <= ?
                    AND (?::text IS NULL OR environment = ?)
                    AND (?::text IS NULL OR project = ?)
                GROUP BY 1, 2, 3, 4, 5
                ORDER BY 1, 2 NULLS FIRST, 3 NULLS FIRST, 4 NULLS FIRST, 5 NULLS FIRST
                LIMIT ?\
                """
                        .formatted(columns);
        var lines = new ArrayList<UsageLine>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, question.granularity().name().toLowerCase(Locale.ROOT));
            statement.setObject(2, question.from().atOffset(ZoneOffset.UTC));
            statement.setObject(3, question.to().atOffset(ZoneOffset.UTC));
            statement.setLong(4, asOf);
            var environment = question.environment().map(Object::toString).orElse(null);
            var project = question.project().map(Object::toString).orElse(null);
            statement.setObject(5, environment, Types.VARCHAR);
            statement.setObject(6, environment, Types.VARCHAR);
            statement.setObject(7, project, Types.VARCHAR);
            statement.setObject(8, project, Types.VARCHAR);
            statement.setInt(9, MAX_LINES + 1);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) lines.add(line(rows, question.granularity()));
            }
        }
        return lines;
    }

    private static UsageLine line(ResultSet rows, Granularity granularity) throws SQLException {
        var start = rows.getObject(1, OffsetDateTime.class).toInstant();
        return new UsageLine(
                start,
                end(start, granularity),
                rows.getString(2),
                null,
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getBigDecimal(6).longValueExact(),
                rows.getBigDecimal(7).longValueExact(),
                rows.getBigDecimal(8).longValueExact(),
                rows.getBigDecimal(9).longValueExact(),
                rows.getBigDecimal(10).longValueExact());
    }

    /** The lines with what their environments were called at the time. */
    private static List<UsageLine> named(LedgerReader reader, List<UsageLine> lines, long asOf)
            throws SQLException {
        var ids = lines.stream().map(UsageLine::environment).filter(Objects::nonNull).distinct();
        var names = reader.names(ids.toList(), asOf);
        return lines.stream()
                .map(line -> {
                    var id = line.environment();
                    var named = id == null ? null : names.get(new EnvironmentId(id));
                    return named == null ? line : line.called(named.name());
                })
                .toList();
    }

    private static Instant end(Instant start, Granularity granularity) {
        var utc = start.atOffset(ZoneOffset.UTC);
        return switch (granularity) {
            case HOUR -> utc.plusHours(1).toInstant();
            case DAY -> utc.plusDays(1).toInstant();
            case MONTH -> utc.plusMonths(1).toInstant();
        };
    }
}
