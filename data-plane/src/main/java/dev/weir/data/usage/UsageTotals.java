package dev.weir.data.usage;

/**
 * What was counted for one account since the process began. Amounts only rise.
 *
 * @param cpuNanos CPU time, nanoseconds
 * @param queries queries answered, with success or not
 * @param rows rows read from or written to the database
 * @param bytesOut bytes of answers
 * @param databaseBusyNanos the time that connections were lent, nanoseconds
 */
public record UsageTotals(
        long cpuNanos, long queries, long rows, long bytesOut, long databaseBusyNanos) {
    /** Nothing yet. */
    public static final UsageTotals ZERO = new UsageTotals(0, 0, 0, 0, 0);
}
