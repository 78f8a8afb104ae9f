package dev.weir.billing.report;

import java.time.Duration;

/** How long a line of a report is, in UTC. */
public enum Granularity {
    /** An hour; of at most 31 days. */
    HOUR(Duration.ofDays(31)),
    /** A calendar day; of at most 400 days. */
    DAY(Duration.ofDays(400)),
    /** A calendar month; of at most ten years. */
    MONTH(Duration.ofDays(3_660));

    private final Duration longest;

    Granularity(Duration longest) {
        this.longest = longest;
    }

    /** The longest time that one report may be of. */
    public Duration longest() {
        return longest;
    }
}
