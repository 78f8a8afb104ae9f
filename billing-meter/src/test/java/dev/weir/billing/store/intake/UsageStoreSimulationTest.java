package dev.weir.billing.store.intake;

import static dev.weir.billing.store.TestStore.rows;
import static dev.weir.billing.store.TestStore.sums;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.TestStore;
import dev.weir.runtime.LogPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A simulation with one seed after another. How many: {@code -Dweir.seeds=10000}; from which:
 * {@code -Dweir.seed=17}.
 */
class UsageStoreSimulationTest {
    private static final int SEEDS = Integer.getInteger("weir.seeds", 200);
    private static final int FIRST = Integer.getInteger("weir.seed", 1);

    /**
     * Two readers that take the partition from each other at any time, batches of any size, a crash
     * after any commit that the reader did not hear of, and rewinds to any offset.
     */
    @Test
    void comesToTheSameTablesWhateverHappensToTheReaders() {
        try (var database = TestStore.open()) {
            for (int seed = FIRST; seed < FIRST + SEEDS; seed++) simulate(database, seed);
        }
    }

    private static void simulate(BillingDatabase database, int seed) {
        var random = new Random(seed);
        var partition = new LogPartition("weir.eu1.usage", 0);
        var log = log(random);
        TestStore.empty(database);
        var direct = new UsageStore(database);
        direct.write(direct.claim(partition), log);
        var expected = sums(database);
        TestStore.empty(database);

        var store = new UsageStore(database);
        var readers = new HashMap<Integer, PartitionLease>();
        long committed = 0;
        for (int step = 0; committed < log.size() || step < 20; step++) {
            int reader = random.nextInt(2);
            if (random.nextInt(4) == 0 || readers.get(reader) == null) {
                readers.put(reader, store.claim(partition));
            }
            if (random.nextInt(15) == 0) rewind(database, random.nextInt(log.size()));
            committed = attempt(store, readers, reader, log, random);
        }

        assertThat(sums(database)).as("seed %d", seed).isEqualTo(expected);
        assertThat(rows(database, "SELECT * FROM cumulative_mismatch")).isEmpty();
    }

    /** One batch; answers the offset that the reader then believes to be at. */
    private static long attempt(
            UsageStore store,
            Map<Integer, PartitionLease> readers,
            int reader,
            List<Judgement> log,
            Random random) {
        var claim = Objects.requireNonNull(readers.get(reader));
        int from = Math.toIntExact(claim.nextOffset());
        if (from >= log.size()) return from;
        int to = Math.min(log.size(), from + 1 + random.nextInt(9));
        var next = store.write(claim, log.subList(from, to));
        boolean heard = random.nextInt(6) != 0;
        if (next.isPresent() && heard) readers.put(reader, next.get());
        else readers.remove(reader);
        return next.map(PartitionLease::nextOffset).orElse(0L);
    }

    private static void rewind(BillingDatabase database, int offset) {
        database.write(connection -> {
            try (var statement =
                    connection.prepareStatement(
                            "UPDATE intake SET next_offset = least(next_offset, ?)")) {
                statement.setInt(1, offset);
                return statement.executeUpdate();
            }
        });
    }

    /** A partition's records: several sources, some sent twice, some out of order. */
    private static List<Judgement> log(Random random) {
        var usages = new ArrayList<dev.weir.events.UsageRecorded>();
        var sequences = new HashMap<String, Long>();
        var cumulative = new HashMap<String, Long>();
        for (int i = 0; i < 40; i++) {
            var incarnation = "life" + random.nextInt(3);
            var environment = "env-" + random.nextInt(3);
            long sequence = sequences.merge(incarnation, 1L, Long::sum);
            long cpu = random.nextInt(1_000);
            long sum = cumulative.merge(incarnation + environment, cpu, Long::sum);
            usages.add(Records.usage("a1", incarnation, sequence, environment, cpu, sum));
        }
        for (int i = random.nextInt(20); i > 0; i--) {
            usages.add(random.nextInt(usages.size()), usages.get(random.nextInt(usages.size())));
        }
        var log = new ArrayList<Judgement>();
        for (var usage : usages) log.add(Records.judged(log.size(), usage));
        return log;
    }
}
