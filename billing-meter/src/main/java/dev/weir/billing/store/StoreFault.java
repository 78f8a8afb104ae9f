package dev.weir.billing.store;

import java.sql.SQLException;

/**
 * The meter's database is out of reach or refused. Trying again helps, unless it {@link
 * #isAboutData()}.
 */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean aboutData;

    /** A fault with its cause. */
    public StoreFault(String message, Throwable cause) {
        super(message, cause);
        var state = cause instanceof SQLException e ? e.getSQLState() : null;
        aboutData =
                cause instanceof ArithmeticException
                        || (state != null && (state.startsWith("22") || state.startsWith("23")));
    }

    /** Whether the fault is in what was written (SQLSTATE classes 22 and 23): it will recur. */
    public boolean isAboutData() {
        return aboutData;
    }
}
