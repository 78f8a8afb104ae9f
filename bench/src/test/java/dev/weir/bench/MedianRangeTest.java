package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianRangeTest {
    @Test
    void saysNothingOfAFew() {
        assertThat(MedianRange.of(new double[] {1, 2, 3}).known()).isFalse();
    }

    /** Of 25 sorted samples the tables of the sign test give ranks 8 and 18. */
    @Test
    void liesBetweenTheRanksOfTheSignTestOrOutside() {
        var range = MedianRange.of(IntStream.rangeClosed(1, 25).asDoubleStream().toArray());

        assertThat(range.from()).isBetween(7.0, 8.0);
        assertThat(range.to()).isBetween(18.0, 19.0);
        assertThat(range).isEqualTo(new MedianRange(true, 7, 19));
    }

    /** The exponential distribution's median is ln 2. */
    @Test
    void containsTheMedianInNineteenOfTwentyCases() {
        var random = new Random(7);
        long hits =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> random.doubles(40).map(u -> -Math.log(1 - u)).toArray())
                        .map(MedianRange::of)
                        .filter(range -> range.from() <= Math.log(2) && Math.log(2) <= range.to())
                        .count();

        assertThat(hits).isBetween(1_900L, 1_995L);
    }
}
