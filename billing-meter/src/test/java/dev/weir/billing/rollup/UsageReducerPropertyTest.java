package dev.weir.billing.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class UsageReducerPropertyTest {
    /** The tables, in memory. */
    private static final class Tables {
        final Map<SourceId, SourceState> sources = new HashMap<>();
        final Map<RollupKey, Amounts> sums = new HashMap<>();
        final Map<List<Object>, Claimed> claimed = new HashMap<>();
        int consumed;
        int accepted;
        int duplicate;

        void take(List<Judgement> judgements) {
            var known = new HashMap<>(sources);
            known.keySet().retainAll(UsageReducer.sourcesOf(judgements));
            var batch = UsageReducer.reduce(judgements, known, Records.HOMES);
            sources.putAll(batch.sources());
            batch.sums().forEach((key, amounts) -> sums.merge(key, amounts, Amounts::plus));
            for (var claim : batch.claimed()) {
                claimed.merge(List.of(claim.source(), claim.environment()), claim, Claimed::plus);
            }
            consumed += judgements.size();
            accepted += batch.accepted();
            duplicate += batch.duplicate();
        }
    }

    @Property
    void countsEachRecordOnceWhateverTheOrderRepetitionAndDivision(
            @ForAll @IntRange(min = 1, max = 60) int records, @ForAll long seed) {
        var random = new Random(seed);
        var once = sent(records, random);
        var expected = new Tables();
        expected.take(once);

        var arriving = new ArrayList<>(once);
        for (int i = random.nextInt(records + 1); i > 0; i--) {
            arriving.add(once.get(random.nextInt(once.size())));
        }
        Collections.shuffle(arriving, random);
        var tables = new Tables();
        for (int from = 0; from < arriving.size(); ) {
            int to = Math.min(arriving.size(), from + 1 + random.nextInt(7));
            tables.take(arriving.subList(from, to));
            from = to;
        }

        assertThat(tables.sums).isEqualTo(expected.sums);
        assertThat(tables.sources).isEqualTo(expected.sources);
        assertThat(tables.claimed).isEqualTo(expected.claimed);
        assertThat(tables.accepted).isEqualTo(records);
        assertThat(tables.consumed).isEqualTo(tables.accepted + tables.duplicate);
        tables.claimed
                .values()
                .forEach(claim ->
                        assertThat(claim.counted().cpuMillis())
                                .isEqualTo(claim.sums().cpuMillis()));
    }

    /** What several incarnations send, each numbering without a gap, over several hours. */
    static List<Judgement> sent(int records, Random random) {
        var sequences = new HashMap<String, Long>();
        var cumulative = new HashMap<String, Long>();
        var sent = new ArrayList<Judgement>();
        for (int i = 0; i < records; i++) {
            var node = "n" + random.nextInt(2);
            var incarnation = "life" + random.nextInt(2);
            var environment = "env-" + random.nextInt(3);
            var source = node + incarnation;
            long sequence = sequences.merge(source, 1L, Long::sum);
            long cpu = random.nextInt(1_000);
            long sum = cumulative.merge(source + environment, cpu, Long::sum);
            sent.add(
                    Records.judged(
                            i, Records.usage(node, incarnation, sequence, environment, cpu, sum)));
        }
        return sent;
    }
}
