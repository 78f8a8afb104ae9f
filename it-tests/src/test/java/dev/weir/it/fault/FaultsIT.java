package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One fault after the other under load, on real processes; two witnesses watch the database. How
 * many: {@code -Dweir.faults=60}; which: {@code -Dweir.faults.seed=7}, or as {@code
 * -Dweir.faults.list} has it ({@link Fault#listed}); the table is in {@code
 * it-tests/target/faults.md}.
 */
final class FaultsIT {
    private static final List<Fault> LISTED = Fault.listed(System.getProperty("weir.faults.list"));
    private static final int FAULTS =
            LISTED.isEmpty() ? Integer.getInteger("weir.faults", 20) : LISTED.size();
    private static final long SEED = Long.getLong("weir.faults.seed", 1);
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Long enough for the sessions of a silent node to be ended, and its slots to be used. */
    private static final Duration REGRANT = Duration.ofSeconds(15);

    private final List<Row> rows = new ArrayList<>();

    @TempDir Path folder;

    /** What one fault did. */
    private record Row(
            Fault fault,
            Duration lasted,
            int most,
            Duration failOver,
            String regranted,
            Duration well,
            Map<String, Long> errors) {}

    @Test
    void theLimitHoldsAndAnswersComeBackWhateverFails() throws Exception {
        var random = new Random(SEED);
        try (var weir = new FaultyWeir(folder)) {
            try (var witness = new TirelessWitness(weir.database(), "app")) {
                var load = new FaultLoad(weir, CLIENTS);
                try (load) {
                    await().atMost(PATIENCE).until(() -> load.good() > 200);
                    load.takeErrors();
                    for (int i = 0; i < FAULTS; i++) {
                        var fault = LISTED.isEmpty() ? Fault.any(random) : LISTED.get(i);
                        rows.add(one(weir, load, witness, fault, random));
                    }
                    assertThat(load.wrong()).as("answers to others' questions").isEmpty();
                } finally {
                    report(witness.looks());
                }
                assertThat(witness.looks()).isGreaterThan(FAULTS * 20);
                assertThat(rows).allMatch(row -> row.most() <= FaultyWeir.LIMIT);
                assertThat(weir.refusals()).as("refused by the role's limit").isZero();
                theWrittenAreThereOnce(weir, load);
            }
        }
    }

    private static Row one(
            FaultyWeir weir, FaultLoad load, TirelessWitness witness, Fault fault, Random random)
            throws Exception {
        var any = Duration.ofMillis(500 + random.nextInt(8_500));
        var lasting = fault instanceof Fault.Rest(var time) ? time : any;
        witness.takeMost();
        load.takeErrors();
        load.takeLongest();
        long begin = System.nanoTime();
        fault.begin(weir);
        var regranted = "";
        if (fault instanceof Fault.Killed(var names) && FaultyWeir.NODES.containsAll(names)) {
            regranted = awaitRegranted(weir, names);
        } else {
            LockSupport.parkNanos(lasting.toNanos());
        }
        fault.end(weir);
        long end = System.nanoTime();
        for (var node : FaultyWeir.NODES) awaitWell(weir, node);
        long before = load.good();
        await().atMost(PATIENCE).until(() -> load.good() > before + 100);
        return new Row(
                fault,
                Duration.ofNanos(end - begin),
                witness.takeMost(),
                load.takeLongest(),
                regranted,
                Duration.ofNanos(System.nanoTime() - end),
                load.takeErrors());
    }

    /** Until what killed nodes had is anybody's again, but one slot each. */
    private static String awaitRegranted(FaultyWeir weir, List<String> killed) {
        long begin = System.nanoTime();
        long end = begin + REGRANT.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(100_000_000);
            try {
                var pools =
                        weir.operator()
                                .getFromAny(
                                        "/v1/environments/%s/pools"
                                                .formatted(weir.application().environment()))
                                .path("items");
                boolean left = false;
                for (var pool : pools) {
                    left |=
                            killed.contains(pool.path("node").asText())
                                    && pool.path("charged").asInt() > 1;
                }
                if (!left) return seconds(Duration.ofNanos(System.nanoTime() - begin));
            } catch (IOException _) {
                // asked again
            }
        }
        return "not within " + REGRANT.toSeconds() + " s";
    }

    private static void awaitWell(FaultyWeir weir, String node) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> {
                    try (var client =
                            weir.application().at(weir.endpoint(node), Duration.ofSeconds(10))) {
                        return client.query("SELECT 1").isRows();
                    }
                });
    }

    private static void theWrittenAreThereOnce(FaultyWeir weir, FaultLoad load)
            throws SQLException {
        var found = new ArrayList<String>();
        try (var connection = weir.database().connect("app");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id FROM written")) {
            while (rows.next()) found.add(rows.getString(1));
        }
        assertThat(found).as("no write is done twice").doesNotHaveDuplicates();
        var missing = new HashSet<>(load.written());
        found.forEach(missing::remove);
        assertThat(load.written()).isNotEmpty();
        assertThat(missing).as("written and lost").isEmpty();
    }

    private void report(int looks) throws IOException {
        var text = new StringBuilder();
        text.append(
                "| fault | lasted | most connections of %d | fail-over | slots free | well after | errors |%n"
                        .formatted(FaultyWeir.LIMIT));
        text.append("|---|---|---|---|---|---|---|\n");
        for (var row : rows) {
            text.append(
                    "| %s | %s | %d | %s | %s | %s | %s |%n"
                            .formatted(
                                    row.fault(),
                                    seconds(row.lasted()),
                                    row.most(),
                                    seconds(row.failOver()),
                                    row.regranted(),
                                    seconds(row.well()),
                                    row.errors()));
        }
        text.append("%n%d faults of seed %d, %d looks%n".formatted(rows.size(), SEED, looks));
        Files.writeString(Path.of("target", "faults.md"), text);
    }

    private static String seconds(Duration time) {
        return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
