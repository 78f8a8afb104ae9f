package dev.weir.billing.rollup;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of the records received from one source, as ranges without overlap in rising order.
 * However many records there were, it is as small as it has gaps. Immutable.
 *
 * @param ranges neither overlapping nor touching
 */
public record Sequences(List<Range> ranges) {
    /** None yet. */
    public static final Sequences NONE = new Sequences(List.of());

    /** Numbers from {@code first} to {@code last}, both inclusive. */
    public record Range(long first, long last) {
        /** Refuses an empty range and numbers below 1. */
        public Range {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("not a range: " + first + " to " + last);
            }
        }
    }

    /** Copies the ranges; refuses them in another form. */
    public Sequences {
        ranges = List.copyOf(ranges);
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).first() <= ranges.get(i - 1).last() + 1) {
                throw new IllegalArgumentException("ranges must rise with gaps: " + ranges);
            }
        }
    }

    /** Whether the number was received. */
    public boolean contains(long sequence) {
        int index = firstEndingAtOrAfter(sequence);
        return index < ranges.size() && ranges.get(index).first() <= sequence;
    }

    /** With one number more; itself when it was there already. */
    public Sequences with(long sequence) {
        // The last that could swallow or touch the number from below, and what follows it.
        int index = firstEndingAtOrAfter(sequence - 1);
        var at = index < ranges.size() ? ranges.get(index) : null;
        if (at != null && at.first() <= sequence && sequence <= at.last()) return this;
        long first = sequence;
        long last = sequence;
        int replaced = 0;
        if (at != null && at.last() == sequence - 1) {
            first = at.first();
            replaced++;
        }
        int next = index + replaced;
        if (next < ranges.size() && ranges.get(next).first() == sequence + 1) {
            last = ranges.get(next).last();
            replaced++;
        }
        var changed = new ArrayList<>(ranges);
        changed.subList(index, index + replaced).clear();
        changed.add(index, new Range(first, last));
        return new Sequences(changed);
    }

    /** Whether none is missing before the highest. */
    public boolean isContiguous() {
        return ranges.size() == 1 && ranges.getFirst().first() == 1;
    }

    private int firstEndingAtOrAfter(long sequence) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).last() < sequence) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
