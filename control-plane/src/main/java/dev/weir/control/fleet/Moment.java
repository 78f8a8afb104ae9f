package dev.weir.control.fleet;

import java.time.Duration;

/** A reading of a clock that only measures. Readings of one process compare, of two they do not. */
public record Moment(long nanos) implements Comparable<Moment> {
    /** How long after {@code earlier} this is; negative when it is before. */
    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** Whether at least {@code duration} has gone by between {@code earlier} and this. */
    public boolean isPast(Duration duration, Moment earlier) {
        return nanos - earlier.nanos >= duration.toNanos();
    }

    /** The moment this much later. */
    public Moment plus(Duration duration) {
        return new Moment(nanos + duration.toNanos());
    }

    @Override
    public int compareTo(Moment other) {
        return Long.signum(nanos - other.nanos);
    }
}
