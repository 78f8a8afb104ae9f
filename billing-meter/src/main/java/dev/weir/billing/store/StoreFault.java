package dev.weir.billing.store;

/** The meter's database is out of reach or refused. Trying again may help. */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault with its cause. */
    public StoreFault(String message, Throwable cause) {
        super(message, cause);
    }
}
