package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** pgbench, asking PostgreSQL directly for one row by its key, with prepared statements. */
record PgbenchSide(String url, int clients, Path folder) implements Side {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");

    @Override
    public String name() {
        return "pgbench, " + clients + " connections of its own";
    }

    @Override
    public Sample run(Duration length) throws IOException {
        var script = folder.resolve("key.sql");
        Files.writeString(
                script,
                "\\set id random(1, "
                        + Tables.ROWS
                        + ")\nSELECT id, balance FROM bench_rows WHERE id = :id;\n");
        var command =
                List.of(
                        "pgbench",
                        "-n",
                        "-M",
                        "prepared",
                        "-f",
                        script.toString(),
                        "-c",
                        Integer.toString(clients),
                        "-j",
                        "1",
                        "-T",
                        Long.toString(Math.max(1, length.toSeconds())),
                        url);
        try (var child = Child.start(folder, folder.resolve("pgbench.log"), Map.of(), command)) {
            var text = child.output(length.plusSeconds(60));
            var rate = RATE.matcher(text);
            var latency = LATENCY.matcher(text);
            if (!rate.find() || !latency.find()) throw new IOException("pgbench said:\n" + text);
            double average = Double.parseDouble(latency.group(1)) * 1_000;
            return new Sample(Double.parseDouble(rate.group(1)), 0, average, average, 0);
        }
    }
}
