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
    ENGINE_QUERY,
    ENGINE_SCHEMA,
    ENGINE_TRANSACTION_START,
    ENGINE_TRANSACTION_QUERY,
    ENGINE_TRANSACTION_COMMIT,
    ENGINE_TRANSACTION_ROLLBACK,
    UNKNOWN;

    /** Whether it is one of clients without an engine. */
    boolean isEngine() {
        return switch (this) {
            case ENGINE_QUERY,
                    ENGINE_SCHEMA,
                    ENGINE_TRANSACTION_START,
                    ENGINE_TRANSACTION_QUERY,
                    ENGINE_TRANSACTION_COMMIT,
                    ENGINE_TRANSACTION_ROLLBACK ->
                    true;
            default -> false;
        };
    }

    /** Whether it begins a transaction, or a savepoint in one. */
    boolean startsTransaction() {
        return this == TRANSACTION_START || this == ENGINE_TRANSACTION_START;
    }

    /** Lower case with underscores. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
