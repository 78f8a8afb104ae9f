package dev.weir.billing.rollup;

import dev.weir.events.UsageRecorded;

/** A sum of usage. */
public record Amounts(
        long cpuMillis,
        long queries,
        long rows,
        long bytesOut,
        long databaseBusyNanos,
        long records) {
    static Amounts of(UsageRecorded usage) {
        return new Amounts(
                usage.cpuMillis(),
                usage.queries(),
                usage.rows(),
                usage.bytesOut(),
                usage.databaseBusy().toNanos(),
                1);
    }

    /**
     * Both together.
     *
     * @throws ArithmeticException beyond 2^63
     */
    public Amounts plus(Amounts other) {
        return new Amounts(
                Math.addExact(cpuMillis, other.cpuMillis),
                Math.addExact(queries, other.queries),
                Math.addExact(rows, other.rows),
                Math.addExact(bytesOut, other.bytesOut),
                Math.addExact(databaseBusyNanos, other.databaseBusyNanos),
                Math.addExact(records, other.records));
    }
}
