package dev.weir.data.usage;

import dev.weir.data.memory.MemoryShare;
import dev.weir.data.usage.Counters.Cells;

/**
 * Counts what is used on behalf of one environment, or of nobody. Adding is cheap from any number
 * of threads at once.
 */
public final class Account {
    private final String name;
    private final Cells cells;
    private final MemoryShare memory;

    /** An account that counts in these cells. */
    Account(String name, Cells cells) {
        this.name = name;
        this.cells = cells;
        memory = new MemoryShare(name);
    }

    /** CPU time; called by {@link CpuMeter} alone, so that every slice is charged once. */
    void addCpuNanos(long nanos) {
        assert nanos >= 0 : "CPU time falls by " + nanos + " ns";
        cells.add(UsageTotals.CPU_NANOS, nanos);
    }

    /** One more query was answered, with success or not. */
    public void addQuery() {
        cells.add(UsageTotals.QUERIES, 1);
    }

    /** Rows that a statement read or wrote. */
    public void addRows(long count) {
        cells.add(UsageTotals.ROWS, count);
    }

    /** Bytes of an answer's body, as handed to the connection. */
    public void addBytesOut(long count) {
        cells.add(UsageTotals.BYTES_OUT, count);
    }

    /** How long a connection was lent, in nanoseconds. */
    public void addDatabaseBusyNanos(long nanos) {
        cells.add(UsageTotals.DATABASE_BUSY_NANOS, nanos);
    }

    /**
     * What was counted up to now. What other threads add meanwhile is in this reading or in a later
     * one, never in none.
     */
    public UsageTotals totals() {
        return UsageTotals.of(cells::sum);
    }

    /** The memory that its requests hold. */
    public MemoryShare memory() {
        return memory;
    }

    @Override
    public String toString() {
        return name;
    }
}
