package dev.weir.events;

/**
 * Rises with every change of an environment's grants; whoever knows a higher one ignores this one.
 *
 * @param value 0 for "none yet", then rising
 */
public record Epoch(long value) implements Comparable<Epoch> {
    /** Before the first grant. */
    public static final Epoch NONE = new Epoch(0);

    /** Refuses a negative value. */
    public Epoch {
        if (value < 0) throw new IllegalArgumentException("epoch must not be negative: " + value);
    }

    /** The one that follows. */
    public Epoch next() {
        return new Epoch(value + 1);
    }

    /** Whether this one supersedes {@code other}. */
    public boolean isAfter(Epoch other) {
        return value > other.value;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }
}
