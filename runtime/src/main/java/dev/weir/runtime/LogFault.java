package dev.weir.runtime;

/** The log could not do what was asked: out of reach for too long, or full. */
public final class LogFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault with its reason. */
    public LogFault(String message) {
        super(message);
    }

    /** A fault with its reason and cause. */
    public LogFault(String message, Throwable cause) {
        super(message, cause);
    }
}
