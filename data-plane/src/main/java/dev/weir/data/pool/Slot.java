package dev.weir.data.pool;

/** A connection as the pool knows it. */
final class Slot {
    /** Where a connection is in its life. */
    enum State {
        OPENING,
        IDLE,
        LENT,
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

    Slot(long id, int generation, long now) {
        this.id = id;
        this.generation = generation;
        this.since = now;
    }
}
