package dev.weir.data.transaction;

import java.util.Locale;

/** What a client asks of a transaction that it has. */
public enum Operation {
    /** Run a query in it. */
    QUERY,
    /** Begin a transaction within it. */
    START,
    /** Keep what the innermost one did. */
    COMMIT,
    /** Undo what the innermost one did. */
    ROLLBACK;

    /** As messages name it, for example {@code query}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
