package dev.weir.standalone;

/** Why {@code ./weir} cannot do what it was asked, in words for who asked. */
final class UpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UpFailure(String message) {
        super(message);
    }

    UpFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
