package dev.weir.billing.report;

import java.util.Locale;

/** What the lines of a report are told apart by. */
public enum Grouping {
    /** Environment, with its project and region. */
    ENVIRONMENT,
    /** Project. */
    PROJECT,
    /** Region. */
    REGION,
    /** Cluster, with its region. */
    CLUSTER;

    /** As it is written in questions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
