package dev.weir.control.management;

/** The store is out of reach or does not answer in time; whether a command was done is unknown. */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean aboutData;

    /**
     * A fault with its reason, which names no secret, and its cause.
     *
     * @param aboutData whether the store cannot hold a value that it was given; nothing was done
     */
    public StoreFault(String message, Throwable cause, boolean aboutData) {
        super(message, cause);
        this.aboutData = aboutData;
    }

    /** A fault of the store itself. */
    public StoreFault(String message, Throwable cause) {
        this(message, cause, false);
    }

    /** Whether a value was to blame, so that the same fault would recur. */
    public boolean isAboutData() {
        return aboutData;
    }
}
