package dev.weir.standalone.machine;

/** A request that {@code ./weir} cannot meet; the message is for the person who asked. */
public final class UpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with its reason and the remedy. */
    public UpFailure(String message) {
        super(message);
    }

    /** The same with its cause, which is not printed. */
    public UpFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
