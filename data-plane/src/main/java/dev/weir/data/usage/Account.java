package dev.weir.data.usage;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is used on behalf of one environment, or of nobody. Adding is cheap from any number
 * of threads at once: each adds to a cell of its own.
 */
public final class Account {
    private final String name;
    private final LongAdder cpuNanos = new LongAdder();
    private final LongAdder queries = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder databaseBusyNanos = new LongAdder();

    /** An account that starts at zero. */
    Account(String name) {
        this.name = name;
    }

    /** CPU time; called by {@link CpuMeter} alone, so that every slice is charged once. */
    void addCpuNanos(long nanos) {
        assert nanos >= 0 : "CPU time falls by " + nanos + " ns";
        cpuNanos.add(nanos);
    }

    /** One more query was answered, with success or not. */
    public void addQuery() {
        queries.increment();
    }

    /** Rows that a statement read or wrote. */
    public void addRows(long count) {
        rows.add(count);
    }

    /** Bytes of an answer's body, as handed to the connection. */
    public void addBytesOut(long count) {
        bytesOut.add(count);
    }

    /** How long a connection was lent, in nanoseconds. */
    public void addDatabaseBusyNanos(long nanos) {
        databaseBusyNanos.add(nanos);
    }

    /**
     * What was counted up to now. What other threads add meanwhile is in this reading or in a later
     * one, never in none.
     */
    public UsageTotals totals() {
        return new UsageTotals(
                cpuNanos.sum(), queries.sum(), rows.sum(), bytesOut.sum(), databaseBusyNanos.sum());
    }

    @Override
    public String toString() {
        return name;
    }
}
