package dev.weir.billing.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.store.TestStore;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How many records a second the meter takes beside its PostgreSQL: read from JSON, judged, and
 * written in transactions of {@code -Dweir.batch} records, ledger included. Not a test of the
 * build; it is run by {@code mvn -pl billing-meter -am test -Dtest=SinkBench
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SinkBench {
    private static final int NODES = 20;
    private static final int ENVIRONMENTS = 50;
    private static final int WINDOWS = 200;
    private static final int BATCH = Integer.getInteger("weir.batch", 1_000);

    @Test
    void recordsASecond() {
        var log = log();
        var judge = new UsageJudge(Records.REGION, new FactCodec());
        try (var database = TestStore.open()) {
            var store = new UsageStore(database);
            var claim = store.claim(Records.PARTITION);
            long judging = 0;
            long start = System.nanoTime();
            for (int from = 0; from < log.size(); from += BATCH) {
                long before = System.nanoTime();
                List<Judgement> batch =
                        log.subList(from, from + BATCH).stream().map(judge::judge).toList();
                judging += System.nanoTime() - before;
                claim = store.write(claim, batch).orElseThrow();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "sink: %,d records in %.2f s: %,.0f records/s (%.0f %% of it reading JSON)%n",
                    log.size(), seconds, log.size() / seconds, 100 * judging / 1e9 / seconds);
            assertThat(TestStore.rows(database, "SELECT accepted FROM intake"))
                    .containsExactly(List.of(Integer.toString(log.size())));
        }
    }

    private static List<LogRecord> log() {
        var log = new ArrayList<LogRecord>();
        var sequences = new long[NODES];
        for (int window = 0; window < WINDOWS; window++) {
            for (int node = 0; node < NODES; node++) {
                for (int environment = 0; environment < ENVIRONMENTS; environment++) {
                    log.add(
                            Records.logged(
                                    log.size(),
                                    Records.usage(
                                            "n" + node,
                                            "k3v9",
                                            ++sequences[node],
                                            "env-" + environment,
                                            5,
                                            5L * (window + 1))));
                }
            }
        }
        return log;
    }
}
