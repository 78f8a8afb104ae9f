package dev.weir.data.usage;

import java.util.function.IntToLongFunction;

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
    static final int CPU_NANOS = 0;
    static final int QUERIES = 1;
    static final int ROWS = 2;
    static final int BYTES_OUT = 3;
    static final int DATABASE_BUSY_NANOS = 4;

    /** From cells, by their number. */
    public static UsageTotals of(IntToLongFunction cell) {
        return new UsageTotals(
                cell.applyAsLong(CPU_NANOS),
                cell.applyAsLong(QUERIES),
                cell.applyAsLong(ROWS),
                cell.applyAsLong(BYTES_OUT),
                cell.applyAsLong(DATABASE_BUSY_NANOS));
    }

    /** As cells, by their number. */
    public long[] toCells() {
        return new long[] {cpuNanos, queries, rows, bytesOut, databaseBusyNanos};
    }

    /** Nothing yet. */
    public static final UsageTotals ZERO = new UsageTotals(0, 0, 0, 0, 0);
}
