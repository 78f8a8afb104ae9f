package dev.weir.data.http;

import java.util.Locale;

/** What a request asks for, as metrics name it. */
public enum Route {
    HEALTH,
    CONNECTION_INFO,
    QUERY,
    TRANSACTION_START,
    TRANSACTION_QUERY,
    TRANSACTION_COMMIT,
    TRANSACTION_ROLLBACK,
    INVALIDATE,
    SQL,
    UNKNOWN;

    /** Lower case with underscores. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
