package dev.weir.billing.rollup;

import static dev.weir.billing.rollup.Records.HOMES;
import static dev.weir.billing.rollup.Records.TEN;
import static dev.weir.billing.rollup.Records.judged;
import static dev.weir.billing.rollup.Records.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageReducerTest {
    @Test
    void sumsAnHourOfAnEnvironment() {
        var batch =
                UsageReducer.reduce(
                        List.of(judged(0, usage(1, "env-1", 4)), judged(1, usage(2, "env-1", 6))),
                        Map.of(),
                        HOMES);

        assertThat(batch.sums().values())
                .containsExactly(new Amounts(10, 20, 30, 50, 70_000_000, 2));
        assertThat(batch.sums().keySet()).allSatisfy(key -> assertThat(key.hour()).isEqualTo(TEN));
    }

    @Test
    void saysCompleteOnlyUpToTheFirstGap() {
        var first = UsageReducer.reduce(List.of(judged(0, usage(1, "env-1", 4))), Map.of(), HOMES);
        var gap =
                UsageReducer.reduce(
                        List.of(judged(1, usage(3, "env-1", 4))), first.sources(), HOMES);
        var closed =
                UsageReducer.reduce(List.of(judged(2, usage(2, "env-1", 4))), gap.sources(), HOMES);

        assertThat(only(first).sentThrough()).isEqualTo(TEN.plusSeconds(10));
        assertThat(only(gap).sentThrough()).isEqualTo(TEN.plusSeconds(10));
        assertThat(only(closed).sentThrough()).isEqualTo(TEN.plusSeconds(30));
    }

    @Test
    void putsAsideASourceThatScattersItsNumbers() {
        var known = UsageReducer.reduce(List.of(judged(0, usage(1, "env-1", 4))), Map.of(), HOMES);
        var state = only(known);
        var ranges = new java.util.ArrayList<Sequences.Range>();
        for (long i = 0; i < UsageReducer.MAX_RANGES; i++) {
            ranges.add(new Sequences.Range(2 * i + 1, 2 * i + 1));
        }
        var scattered =
                new SourceState(
                        state.cluster(), new Sequences(ranges), TEN, null, state.lastSeen(), false);
        var source = known.sources().keySet().iterator().next();

        var batch =
                UsageReducer.reduce(
                        List.of(
                                judged(1, usage(30_000, "env-1", 4)),
                                judged(2, usage(300, "env-1", 4))),
                        Map.of(source, scattered),
                        HOMES);

        assertThat(batch.accepted()).isEqualTo(1);
        assertThat(batch.putAside())
                .singleElement()
                .satisfies(
                        aside -> assertThat(aside.reason()).isEqualTo(Judgement.Reason.SCATTERED));
    }

    @Test
    void putsAsideWhatANodeSaysOfEnvironmentsThatAreNotItsRegions() {
        var batch =
                UsageReducer.reduce(
                        List.of(
                                judged(0, usage(1, "env-unheard-of", 4)),
                                judged(1, usage(2, "env-1", 4))),
                        Map.of(),
                        Map.of(new EnvironmentId("env-1"), new RegionId("us1")));

        assertThat(batch.accepted()).isZero();
        assertThat(batch.sums()).isEmpty();
        assertThat(batch.putAside())
                .extracting(Judgement.PutAside::reason)
                .containsExactly(
                        Judgement.Reason.UNKNOWN_ENVIRONMENT, Judgement.Reason.FOREIGN_ENVIRONMENT);
    }

    @Test
    void aSealIsCountedOnceAndEndsItsSource() {
        var end = Records.seal(2, UsageCheckpoint.Boundary.END, TEN.plusSeconds(10), 9, 8);
        var batch =
                UsageReducer.reduce(
                        List.of(judged(0, usage(1, "env-1", 4)), judged(1, end), judged(2, end)),
                        Map.of(),
                        HOMES);

        assertThat(batch.seals()).containsExactly(end);
        assertThat(batch.accepted()).isEqualTo(2);
        assertThat(batch.duplicate()).isEqualTo(1);
        assertThat(only(batch).ended()).isTrue();
    }

    private static SourceState only(Batch batch) {
        return batch.sources().values().iterator().next();
    }
}
