package dev.weir.billing.rating;

import dev.weir.billing.rollup.Amounts;
import java.math.BigDecimal;
import java.util.Locale;

/** What can have a price, and in which unit. */
public enum Metric {
    /** CPU time, in core-seconds; measured in milliseconds. */
    CPU("Core-Seconds", 3),
    /** Queries answered, with success or not. */
    QUERIES("Queries", 0),
    /** Rows read or written. */
    ROWS("Rows", 0),
    /** Bytes of answers, in gigabytes of 10^9. */
    BYTES_OUT("GB", 9),
    /** How long connections were lent, in seconds; measured in nanoseconds. */
    DATABASE_BUSY("Connection-Seconds", 9),
    /** An environment that was used at all in the month. */
    ENVIRONMENT("Environments", 0);

    private final String unit;
    private final int scale;

    Metric(String unit, int scale) {
        this.unit = unit;
        this.scale = scale;
    }

    /** Its unit, in the form of FOCUS's unit format. */
    public String unit() {
        return unit;
    }

    /** As it is written in rate cards: {@code cpu}, {@code bytes-out}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The metric of that word.
     *
     * @throws IllegalArgumentException with the rule, when there is none
     */
    public static Metric named(String word) {
        for (var metric : values()) if (metric.word().equals(word)) return metric;
        throw new IllegalArgumentException(
                "metric must be cpu, queries, rows, bytes-out, database-busy or environment");
    }

    /** How much of it was used, exactly; of {@link #ENVIRONMENT} always one. */
    public BigDecimal quantity(Amounts amounts) {
        return BigDecimal.valueOf(
                switch (this) {
                    case CPU -> amounts.cpuMillis();
                    case QUERIES -> amounts.queries();
                    case ROWS -> amounts.rows();
                    case BYTES_OUT -> amounts.bytesOut();
                    case DATABASE_BUSY -> amounts.databaseBusyNanos();
                    case ENVIRONMENT -> 1;
                },
                scale);
    }
}
