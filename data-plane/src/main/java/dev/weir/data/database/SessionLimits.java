package dev.weir.data.database;

import java.time.Duration;

/**
 * The terms of the work on a session.
 *
 * @param statementTimeout the longest that one statement may run before it is cancelled in the
 *     database
 * @param maxBytes the most bytes of rows that the work's statements may bring together; past it
 *     {@link DatabaseFault.Kind#TOO_LARGE}
 * @param format the text forms of values
 */
public record SessionLimits(Duration statementTimeout, long maxBytes, ValueFormat format) {
    /** Limits of work whose rows are decoded. */
    public SessionLimits(Duration statementTimeout, long maxBytes) {
        this(statementTimeout, maxBytes, ValueFormat.STANDARD);
    }
}
