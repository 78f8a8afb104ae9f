package dev.weir.data.database;

/**
 * A read that shared a connection was given up there, before anything of its result was handed over
 * and without an effect: it can be run again elsewhere.
 */
public final class Displaced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean writes;

    /**
     * Without a stack trace: only the pool sees it.
     *
     * @param writes whether the server refused the statement because it writes: then it is to be
     *     run alone from now on; otherwise a neighbour or the connection is the cause
     */
    public Displaced(boolean writes) {
        super("displaced", null, false, false);
        this.writes = writes;
    }

    /** Whether the statement writes, though its text does not show it. */
    public boolean writes() {
        return writes;
    }
}
