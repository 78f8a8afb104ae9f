package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.it.client.RunningWeir;
import dev.weir.it.fault.Operator.Application;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes and the billing meter are killed under load, the broker too; at the end everything is read
 * anew. What is billed is what the nodes have measured. How many kills: {@code -Dweir.kills=30};
 * which: {@code -Dweir.kills.seed=7}; the figures are in {@code it-tests/target/kills.md}.
 */
final class MeterKillsIT {
    private static final int KILLS = Integer.getInteger("weir.kills", 4);
    private static final long SEED = Long.getLong("weir.kills.seed", 1);
    private static final int KILLS_A_BROKER = 4;
    private static final int CLIENTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String METER = "billing-meter";
    private static final List<String> NODES = List.of("node-a1", "node-b1");

    private final NodeCounters measured = new NodeCounters();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Map<String, Integer> errors = new ConcurrentSkipListMap<>();

    @TempDir Path folder;

    @Test
    void whatIsBilledIsWhatTheNodesMeasuredWhoeverIsKilled() throws Exception {
        var data = folder.resolve("weir");
        try (var weir =
                        RunningWeir.startIn(
                                data, "--processes", "--clusters", "2", "--nodes", "1");
                var processes = new UpProcesses(weir, data)) {
            var operator = new Operator(weir);
            price(operator);
            for (var node : NODES) {
                Files.writeString(
                        processes.settings(node), "usage.window=1s\n", StandardOpenOption.APPEND);
            }
            var applications =
                    List.of(
                            operator.create("one", weir.get("databaseUrl"), Map.of()),
                            operator.create("other", weir.get("databaseUrl"), Map.of()));
            for (var each : applications) operator.awaitPlaced(each, weir.endpoints(), 2);
            long answered = killUnderLoad(weir, processes, data, applications);

            try (var tables = new MeterDatabase(processes)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(tables.ledger()).isEqualTo(sums(data)));
                nothingIsLost(tables, answered);
                for (var node : NODES) processes.stop(node);
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(
                                                tables.number(
                                                        "SELECT count(*) FROM source WHERE NOT ended"))
                                        .isZero());
                readFromTheBeginning(processes, tables);
                reconciled(operator, tables);
            } catch (AssertionError | Exception e) {
                throw new AssertionError(e.getMessage() + '\n' + processes.output(), e);
            } finally {
                report();
            }
        }
    }

    private static void price(Operator operator) throws Exception {
        var from = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1) + "T00:00:00Z";
        var rates =
                List.of(
                        Map.of("metric", "cpu", "model", "per-unit", "price", "0.0371"),
                        Map.of("metric", "queries", "model", "per-unit", "price", "0.00013"));
        operator.bill(
                "/v1/rate-cards",
                Map.of("id", "all", "name", "All", "effectiveFrom", from, "rates", rates));
        operator.bill("/v1/rate-cards/all/assignments", Map.of("effectiveFrom", from));
    }

    /** Answers how many queries were answered; all nodes have been killed then, and rest. */
    private long killUnderLoad(
            RunningWeir weir, UpProcesses processes, Path data, List<Application> applications)
            throws Exception {
        var random = new Random(SEED);
        var operator = new Operator(weir);
        try (var load = Load.start(CLIENTS, PAUSE, number -> asking(weir, applications, number))) {
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill % KILLS_A_BROKER == KILLS_A_BROKER / 2) {
                    count("broker killed");
                    processes.killKafka();
                }
                var name = random.nextInt(3) == 0 ? METER : NODES.get(random.nextInt(2));
                // Now and then one dies while it still makes up for the life before.
                if (kill == 0 || random.nextInt(4) > 0) {
                    awaitServing(name, weir, operator, applications.getFirst());
                }
                long before = load.good();
                await().atMost(PATIENCE).until(() -> load.good() > before + 100);
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1_500)).toNanos());
                killAndStart(processes, data, name, random);
            }
            load.stop();
            figures.put("queries answered", load.good());
            figures.put("queries not answered", load.bad());
            errors.forEach((error, count) -> figures.put("not answered: " + error, count));
            for (var node : NODES) killAndStart(processes, data, node, random);
            return load.good();
        }
    }

    private static void awaitServing(
            String name, RunningWeir weir, Operator operator, Application application) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    if (name.equals(METER)) return operator.isServed();
                    var endpoint = weir.endpoints().get(NODES.indexOf(name));
                    try (var client = application.at(endpoint, Duration.ofSeconds(5))) {
                        return client.query("SELECT 1").isRows();
                    }
                });
    }

    private Load.Asking asking(RunningWeir weir, List<Application> applications, int number) {
        var application = applications.get(number % applications.size());
        var endpoints = weir.endpoints();
        var client =
                application.at(
                        endpoints.get(number / applications.size() % endpoints.size()),
                        Duration.ofSeconds(5));
        return () -> {
            String error;
            try {
                error =
                        Load.wrong(
                                client.query("SELECT repeat('x', 500) AS x FROM pg_sleep(0.004)"));
            } catch (IOException e) {
                error = e.getClass().getSimpleName();
            }
            if (!error.isEmpty()) {
                errors.merge(error.substring(0, Math.min(120, error.length())), 1, Integer::sum);
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
            return error;
        };
    }

    private void killAndStart(UpProcesses processes, Path data, String name, Random random)
            throws Exception {
        processes.kill(name);
        count(name + " killed");
        if (!name.equals(METER)) measured.read(folderOf(data, name));
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(500)).toNanos());
        processes.start(name);
    }

    private static Path folderOf(Path data, String node) {
        return data.resolve("usage").resolve(node.substring("node-".length()));
    }

    private void count(String what) {
        figures.merge(what, 1, (count, one) -> (Integer) count + (Integer) one);
    }

    /** What all lives measured up to now, those that live included. */
    private Map<String, NodeCounters.Amounts> sums(Path data) throws Exception {
        for (var node : NODES) measured.read(folderOf(data, node));
        return measured.sums();
    }

    private void nothingIsLost(MeterDatabase tables, long answered) throws Exception {
        var sums = tables.ledger().values();
        figures.put("lives of nodes", measured.lives());
        figures.put(
                "CPU time measured and billed, ms",
                sums.stream().mapToLong(NodeCounters.Amounts::cpuMillis).sum());
        long queries = sums.stream().mapToLong(NodeCounters.Amounts::queries).sum();
        figures.put("queries measured and billed", queries);
        assertThat(queries)
                .as("each is counted before it is answered")
                .isGreaterThanOrEqualTo(answered);
        assertThat(tables.number("SELECT count(*) FROM ledger WHERE kind IN ('lost', 'repair')"))
                .isZero();
        assertThat(tables.number("SELECT count(*) FROM quarantine")).isZero();
        assertThat(
                        tables.number(
                                "SELECT count(*) FROM source WHERE received <>"
                                        + " int8multirange(int8range(1, upper(received)))"))
                .as("sources that left out records")
                .isZero();
        figures.put("records", tables.number("SELECT sum(accepted) FROM intake"));
        figures.put("sent again by nodes", tables.number("SELECT sum(duplicate) FROM intake"));
    }

    private void readFromTheBeginning(UpProcesses processes, MeterDatabase tables)
            throws Exception {
        processes.kill(METER);
        var before = tables.usage();
        long records = tables.number("SELECT sum(next_offset) FROM intake");
        long duplicates = tables.number("SELECT sum(duplicate) FROM intake");
        tables.rewind();
        processes.start(METER);

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(tables.number("SELECT sum(duplicate) FROM intake"))
                                .isGreaterThanOrEqualTo(duplicates + records));

        assertThat(tables.usage()).isEqualTo(before);
        figures.put("read again from offset 0", records);
    }

    private void reconciled(Operator operator, MeterDatabase tables) throws Exception {
        var month = YearMonth.now(ZoneOffset.UTC);
        var made = Map.of("period", month.toString(), "format", "focus-csv");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> operator.bill("/v1/exports", made).has("id"));
        var reconciliation = operator.billing("/v1/reconciliation?period=" + month);
        for (var level : reconciliation.path("levels")) {
            figures.put(
                    level.path("id").asText(),
                    "%s against %s"
                            .formatted(level.path("left").asText(), level.path("right").asText()));
        }
        figures.put("_platform", reconciliation.path("platform").toString());
        assertThat(reconciliation.path("ok").asBoolean()).as("%s", reconciliation).isTrue();
        var clocks = reconciliation.path("levels").path(0);
        assertThat(seconds(clocks, "left")).as("R0").isPositive();
        assertThat(seconds(clocks, "right"))
                .isBetween(
                        seconds(clocks, "left").multiply(new BigDecimal("0.99")),
                        seconds(clocks, "left").multiply(new BigDecimal("1.01")));
        assertThat(seconds(reconciliation.path("platform"), "_platform")).isPositive();
        var rated = reconciliation.path("levels").path(4);
        assertThat(seconds(rated, "left").movePointRight(3).longValueExact())
                .isEqualTo(tables.number("SELECT sum(cpu_millis) FROM ledger"));
    }

    private static BigDecimal seconds(JsonNode level, String side) {
        return new BigDecimal(level.path(side).asText());
    }

    private void report() throws Exception {
        var text = new StringBuilder("| seed %d | |%n|---|---|%n".formatted(SEED));
        figures.forEach((what, figure) -> text.append("| %s | %s |%n".formatted(what, figure)));
        System.out.print(text);
        Files.writeString(Path.of("target/kills.md"), text);
    }
}
