package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * pgbench, asking for one row by its key.
 *
 * @param mode how: {@code prepared}, {@code extended} or {@code simple}
 * @param pid of the process between it and PostgreSQL, whose CPU time is counted; 0: there is none
 */
record PgbenchSide(String name, String url, int clients, String mode, long pid, Path folder)
        implements Side {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");

    /** Asks PostgreSQL directly, with prepared statements. */
    static PgbenchSide direct(String url, int clients, Path folder) {
        var name = "pgbench, " + clients + " connections of its own";
        return new PgbenchSide(name, url, clients, "prepared", 0, folder);
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
                        mode,
                        "-f",
                        script.toString(),
                        "-c",
                        Integer.toString(clients),
                        "-j",
                        "1",
                        "-T",
                        Long.toString(Math.max(1, length.toSeconds())),
                        url);
        long before = used();
        try (var child = Child.start(folder, folder.resolve("pgbench.log"), Map.of(), command)) {
            var text = child.output(length.plusSeconds(60));
            var rate = RATE.matcher(text);
            var latency = LATENCY.matcher(text);
            if (!rate.find() || !latency.find()) throw new IOException("pgbench said:\n" + text);
            double average = Double.parseDouble(latency.group(1)) * 1_000;
            double perSecond = Double.parseDouble(rate.group(1));
            double each = (used() - before) / (perSecond * length.toSeconds());
            return new Sample(perSecond, each, average, average, 0);
        }
    }

    private long used() throws IOException {
        return pid == 0 ? 0 : ProcessUse.cpuMicros(pid);
    }
}
