package dev.weir.data.database;

import java.time.Duration;

/**
 * What the work on a session may use.
 *
 * @param statementTimeout the longest that one statement may run before it is cancelled in the
 *     database
 * @param maxBytes the most bytes of rows that the work's statements may bring together; past it
 *     {@link DatabaseFault.Kind#TOO_LARGE}
 */
public record SessionLimits(Duration statementTimeout, long maxBytes) {}
