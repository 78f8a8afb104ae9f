package dev.weir.data.database;

/**
 * A read that shared a connection was given up there, before anything of its result was handed
 * over, because of what became of a neighbour or of the connection: it can be run again elsewhere.
 */
public final class Displaced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: it is told to a pool, and to nobody else. */
    public Displaced() {
        super("displaced", null, false, false);
    }
}
