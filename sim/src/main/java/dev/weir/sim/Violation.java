package dev.weir.sim;

/** Something that must always hold, or in the end, did not. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which rule, and the numbers. */
    public Violation(String message) {
        super(message);
    }
}
