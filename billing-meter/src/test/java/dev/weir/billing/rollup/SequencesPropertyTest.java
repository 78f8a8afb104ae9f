package dev.weir.billing.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rollup.Sequences.Range;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SequencesPropertyTest {
    @Property
    void holdsExactlyTheNumbersPutIn(
            @ForAll @Size(max = 60) List<@LongRange(min = 1, max = 40) Long> numbers) {
        var expected = new TreeSet<Long>();
        var sequences = Sequences.NONE;
        for (long number : numbers) {
            assertThat(sequences.contains(number)).isEqualTo(!expected.add(number));
            sequences = sequences.with(number);
        }

        var held = new TreeSet<Long>();
        for (Range range : sequences.ranges()) {
            for (long i = range.first(); i <= range.last(); i++) held.add(i);
        }
        assertThat(held).isEqualTo(expected);
        for (long i = 1; i <= 41; i++) {
            assertThat(sequences.contains(i)).isEqualTo(expected.contains(i));
        }
    }
}
