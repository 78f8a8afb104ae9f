package dev.weir.control.management;

/** The store is out of reach or does not answer in time; whether a command was done is unknown. */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault with its reason, which names no secret, and its cause. */
    public StoreFault(String message, Throwable cause) {
        super(message, cause);
    }
}
