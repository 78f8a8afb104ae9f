package dev.weir.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.runtime.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Usage of the present day (UTC) as a table for a terminal, asked from a billing meter's API. */
public final class UsageTable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> HEAD =
            List.of(
                    "environment",
                    "name",
                    "core-seconds",
                    "queries",
                    "rows",
                    "bytes out",
                    "db busy s");
    private static final int TEXT_COLUMNS = 2;

    private UsageTable() {}

    /**
     * Asks and lays out the answer.
     *
     * @param meter the API's address, for example {@code http://127.0.0.1:7300}
     * @throws IOException when the meter cannot be reached or refuses, with its reason
     */
    public static String today(URI meter, Secret token) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(meter.resolve("/v1/usage?granularity=day"))
                        .header("authorization", "Bearer " + token.value())
                        .header("accept", "application/json")
                        .timeout(TIMEOUT)
                        .build();
        try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            var answer = new ObjectMapper().readTree(response.body());
            if (response.statusCode() != 200) {
                throw new IOException(
                        meter
                                + " answered "
                                + response.statusCode()
                                + ": "
                                + answer.path("detail").asText("no reason given"));
            }
            return layOut(answer);
        }
    }

    static String layOut(JsonNode report) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (var line : report.path("usage")) {
            rows.add(
                    row(
                            line.path("environment").asText(),
                            line.path("environmentName").asText(""),
                            line));
        }
        rows.add(row("total", "", report.path("total")));
        var complete = report.path("completeThrough").asText("no time that can be told");
        var table = new StringBuilder();
        table.append("Usage from ").append(report.path("from").asText());
        table.append(" to ").append(report.path("to").asText()).append('\n');
        rows.forEach(row -> append(table, row, widths(rows)));
        return table.append("complete through ").append(complete).append('\n').toString();
    }

    private static List<String> row(String environment, String name, JsonNode amounts) {
        long busyMillis = amounts.path("databaseBusyMillis").asLong();
        return List.of(
                environment,
                printable(name),
                amounts.path("coreSeconds").asText(),
                grouped(amounts.path("queries").asLong()),
                grouped(amounts.path("rows").asLong()),
                grouped(amounts.path("bytesOut").asLong()),
                String.format(Locale.ROOT, "%d.%03d", busyMillis / 1_000, busyMillis % 1_000));
    }

    /** A name is somebody's text: it must not command the terminal. */
    private static String printable(String name) {
        var shown = name.replaceAll("\\p{C}", "?");
        return shown.length() <= 40 ? shown : shown.substring(0, 39) + "…";
    }

    private static String grouped(long amount) {
        return String.format(Locale.ROOT, "%,d", amount);
    }

    private static List<Integer> widths(List<List<String>> rows) {
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < HEAD.size(); column++) {
            int index = column;
            widths.add(rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        return widths;
    }

    private static void append(StringBuilder table, List<String> row, List<Integer> widths) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            var padding = " ".repeat(widths.get(column) - row.get(column).length());
            line.append(column == 0 ? "" : "  ");
            if (column < TEXT_COLUMNS) line.append(row.get(column)).append(padding);
            else line.append(padding).append(row.get(column));
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }
}
