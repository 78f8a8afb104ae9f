package dev.weir.runtime;

/** A sealed text does not open. The message tells why, and nothing of the text. */
public final class SealBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBrokenException(String message) {
        super(message, null, false, false);
    }
}
