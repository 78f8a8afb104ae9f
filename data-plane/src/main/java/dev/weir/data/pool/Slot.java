package dev.weir.data.pool;

/** A connection as the pool knows it. */
final class Slot {
    /** Where a connection is in its life. */
    enum State {
        OPENING,
        IDLE,
        LENT,
        SHARED,
        SETTLING,
        VALIDATING,
        CLOSING
    }

    final long id;
    final int generation;
    State state = State.OPENING;

    /** When it was asked for, then when it came to its present state. */
    long since;

    /** When it is to be replaced for its age. */
    long retireAt;

    /** How many have a place on it. */
    int places;

    /** How long its statements take of late, in nanoseconds; 0 while that is not known. */
    long pace;

    /** Whether the pace was seen between two answers, and not only from question to answer. */
    boolean paced;

    /** When the first of those that have a place became the first. */
    long headSince;

    /** Whether it takes no more until it was at rest: somebody waits for it alone. */
    boolean reserved;

    /** Whether it takes no more until it was settled: something happened on it. */
    boolean doubtful;

    Slot(long id, int generation, long now) {
        this.id = id;
        this.generation = generation;
        this.since = now;
    }
}
