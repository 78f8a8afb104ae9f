package dev.weir.bench;

import java.util.Arrays;

/**
 * Where the median is of which samples were taken, with a probability of 95 %, whatever the
 * distribution: between two of the sorted samples, whose ranks come from the normal approximation
 * of the binomial distribution with p = 1/2, rounded outwards.
 *
 * @param known whether there were enough samples, at least ten
 */
record MedianRange(boolean known, double from, double to) {
    private static final int ENOUGH = 10;

    static MedianRange of(double[] samples) {
        int count = samples.length;
        if (count < ENOUGH) return new MedianRange(false, 0, 0);
        var sorted = samples.clone();
        Arrays.sort(sorted);
        int outside = (int) Math.floor((count - 1.96 * Math.sqrt(count)) / 2) - 1;
        return new MedianRange(true, sorted[outside], sorted[count - 1 - outside]);
    }
}
