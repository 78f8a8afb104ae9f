package dev.weir.billing.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV (RFC 4180): a header line, CRLF, quotes where needed. Text that a spreadsheet
 * would take for a formula is preceded by an apostrophe.
 */
public final class UsageCsv {
    /** The columns, in order. */
    public static final List<String> COLUMNS =
            List.of(
                    "start",
                    "end",
                    "environment",
                    "environment_name",
                    "project",
                    "region",
                    "cpu_millis",
                    "core_seconds",
                    "queries",
                    "rows",
                    "bytes_out",
                    "database_busy_millis",
                    "cluster");

    private static final String FORMULA_STARTS = "=+-@\t\r\n|%";

    private UsageCsv() {}

    /** The whole file. */
    public static String write(UsageReport report) {
        return Stream.concat(
                        Stream.of(String.join(",", COLUMNS)),
                        report.lines().stream().map(UsageCsv::line))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String line(UsageLine line) {
        return String.join(
                ",",
                line.start().toString(),
                line.end().toString(),
                text(line.environment()),
                text(line.environmentName()),
                text(line.project()),
                text(line.region()),
                Long.toString(line.cpuMillis()),
                line.coreSeconds(),
                Long.toString(line.queries()),
                Long.toString(line.rows()),
                Long.toString(line.bytesOut()),
                Long.toString(line.databaseBusyMillis()),
                text(line.cluster()));
    }

    /** A text as a cell: neutral to spreadsheets, quoted where needed. */
    public static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) return "";
        var safe = FORMULA_STARTS.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        if (safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
            return safe;
        }
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
