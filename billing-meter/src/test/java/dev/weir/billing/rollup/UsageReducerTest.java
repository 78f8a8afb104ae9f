package dev.weir.billing.rollup;

import static dev.weir.billing.rollup.Records.TEN;
import static dev.weir.billing.rollup.Records.judged;
import static dev.weir.billing.rollup.Records.usage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageReducerTest {
    @Test
    void sumsAnHourOfAnEnvironment() {
        var batch =
                UsageReducer.reduce(
                        List.of(judged(0, usage(1, "env-1", 4)), judged(1, usage(2, "env-1", 6))),
                        Map.of());

        assertThat(batch.sums().values())
                .containsExactly(new Amounts(10, 20, 30, 50, 70_000_000, 2));
        assertThat(batch.sums().keySet()).allSatisfy(key -> assertThat(key.hour()).isEqualTo(TEN));
    }

    @Test
    void saysCompleteOnlyUpToTheFirstGap() {
        var first = UsageReducer.reduce(List.of(judged(0, usage(1, "env-1", 4))), Map.of());
        var gap = UsageReducer.reduce(List.of(judged(1, usage(3, "env-1", 4))), first.sources());
        var closed = UsageReducer.reduce(List.of(judged(2, usage(2, "env-1", 4))), gap.sources());

        assertThat(only(first).sentThrough()).isEqualTo(TEN.plusSeconds(10));
        assertThat(only(gap).sentThrough()).isEqualTo(TEN.plusSeconds(10));
        assertThat(only(closed).sentThrough()).isEqualTo(TEN.plusSeconds(30));
    }

    @Test
    void putsAsideASourceThatScattersItsNumbers() {
        var known = UsageReducer.reduce(List.of(judged(0, usage(1, "env-1", 4))), Map.of());
        var state = only(known);
        var ranges = new java.util.ArrayList<Sequences.Range>();
        for (long i = 0; i < UsageReducer.MAX_RANGES; i++) {
            ranges.add(new Sequences.Range(2 * i + 1, 2 * i + 1));
        }
        var scattered =
                new SourceState(
                        state.cluster(), new Sequences(ranges), TEN, null, state.lastSeen());
        var source = known.sources().keySet().iterator().next();

        var batch =
                UsageReducer.reduce(
                        List.of(
                                judged(1, usage(30_000, "env-1", 4)),
                                judged(2, usage(300, "env-1", 4))),
                        Map.of(source, scattered));

        assertThat(batch.accepted()).isEqualTo(1);
        assertThat(batch.putAside())
                .singleElement()
                .satisfies(
                        aside -> assertThat(aside.reason()).isEqualTo(Judgement.Reason.SCATTERED));
    }

    private static SourceState only(Batch batch) {
        return batch.sources().values().iterator().next();
    }
}
