package dev.weir.billing.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.billing.rollup.Sequences.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void staysOneRangeHoweverManyNumbersFollowEachOther() {
        var sequences = Sequences.NONE;
        for (int i = 1; i <= 10_000; i++) sequences = sequences.with(i);

        assertThat(sequences.ranges()).containsExactly(new Range(1, 10_000));
        assertThat(sequences.isContiguous()).isTrue();
    }

    @Test
    void closesAGapWhenTheMissingNumberComes() {
        var sequences = Sequences.NONE.with(1).with(3);

        assertThat(sequences.isContiguous()).isFalse();
        assertThat(sequences.with(2).ranges()).containsExactly(new Range(1, 3));
    }

    @Test
    void isNotContiguousWithoutItsFirst() {
        assertThat(Sequences.NONE.with(2).isContiguous()).isFalse();
        assertThat(Sequences.NONE.isContiguous()).isFalse();
    }

    @Test
    void refusesRangesThatTouch() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sequences(List.of(new Range(1, 2), new Range(3, 4))));
    }
}
