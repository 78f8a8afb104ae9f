package dev.weir.billing.store;

import dev.weir.billing.report.Granularity;
import dev.weir.billing.report.UsageLine;
import dev.weir.billing.report.UsageQuestion;
import dev.weir.billing.report.UsageReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers questions from the hour sums. Each answer is of one state of the database. */
public final class ReportStore {
    /** The most lines of one report. */
    public static final int MAX_LINES = 50_000;

    private final BillingDatabase database;
    private final Duration sourceLive;
    private final InstantSource clock;

    /**
     * A store in the database.
     *
     * @param sourceLive a source that the log has heard nothing of for longer is over, and what it
     *     may still have to send is not waited for
     */
    public ReportStore(BillingDatabase database, Duration sourceLive, InstantSource clock) {
        this.database = database;
        this.sourceLive = sourceLive;
        this.clock = clock;
    }

    /**
     * Answers a question; empty when there would be more than {@link #MAX_LINES} lines.
     *
     * @throws StoreFault when the database failed
     */
    public Optional<UsageReport> answer(UsageQuestion question) {
        return database.read(connection -> {
            var lines = lines(connection, question);
            if (lines.size() > MAX_LINES) return Optional.empty();
            return Optional.of(
                    new UsageReport(
                            question, lines, completeThrough(connection), accepted(connection)));
        });
    }

    private static List<UsageLine> lines(Connection connection, UsageQuestion question)
            throws SQLException {
        var sql =
                """
                SELECT u.start, u.environment, e.name, u.project, u.region, u.cpu_millis, u.queries,
                    u.rows_read, u.bytes_out, u.database_busy_millis
                FROM (
                    SELECT date_trunc(?, hour, 'UTC') AS start, environment, project, region,
                        sum(cpu_millis) AS cpu_millis, sum(queries) AS queries,
                        sum(rows_read) AS rows_read, sum(bytes_out) AS bytes_out,
                        div(sum(database_busy_nanos), 1000000) AS database_busy_millis
                    FROM usage_hour
                    WHERE hour >= ? AND hour < ?
                        AND (?::text IS NULL OR environment = ?)
                        AND (?::text IS NULL OR project = ?)
                    GROUP BY 1, 2, 3, 4
                ) AS u
                LEFT JOIN environment e ON e.environment = u.environment
                ORDER BY u.start, u.environment, u.project, u.region
                LIMIT ?\
                """;
        var lines = new ArrayList<UsageLine>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, question.granularity().name().toLowerCase(Locale.ROOT));
            statement.setObject(2, question.from().atOffset(ZoneOffset.UTC));
            statement.setObject(3, question.to().atOffset(ZoneOffset.UTC));
            var environment = question.environment().map(Object::toString).orElse(null);
            var project = question.project().map(Object::toString).orElse(null);
            statement.setObject(4, environment, Types.VARCHAR);
            statement.setObject(5, environment, Types.VARCHAR);
            statement.setObject(6, project, Types.VARCHAR);
            statement.setObject(7, project, Types.VARCHAR);
            statement.setInt(8, MAX_LINES + 1);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var start = rows.getObject(1, OffsetDateTime.class).toInstant();
                    lines.add(
                            new UsageLine(
                                    start,
                                    end(start, question.granularity()),
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5),
                                    rows.getBigDecimal(6).longValueExact(),
                                    rows.getBigDecimal(7).longValueExact(),
                                    rows.getBigDecimal(8).longValueExact(),
                                    rows.getBigDecimal(9).longValueExact(),
                                    rows.getBigDecimal(10).longValueExact()));
                }
            }
        }
        return lines;
    }

    private static Instant end(Instant start, Granularity granularity) {
        var utc = start.atOffset(ZoneOffset.UTC);
        return switch (granularity) {
            case HOUR -> utc.plusHours(1).toInstant();
            case DAY -> utc.plusDays(1).toInstant();
            case MONTH -> utc.plusMonths(1).toInstant();
        };
    }

    /** The earliest of what each live source has sent without a gap. */
    private @Nullable Instant completeThrough(Connection connection) throws SQLException {
        var sql =
                """
                SELECT CASE WHEN bool_and(sent_through IS NOT NULL) THEN min(sent_through) END
                FROM source WHERE last_seen > ?\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().minus(sourceLive).atOffset(ZoneOffset.UTC));
            try (var rows = statement.executeQuery()) {
                rows.next();
                var time = rows.getObject(1, OffsetDateTime.class);
                return time == null ? null : time.toInstant();
            }
        }
    }

    private static long accepted(Connection connection) throws SQLException {
        try (var statement =
                        connection.prepareStatement(
                                "SELECT coalesce(sum(accepted), 0) FROM intake");
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getBigDecimal(1).longValueExact();
        }
    }
}
