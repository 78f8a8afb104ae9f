package dev.weir.data.database;

/** The text forms in which the database gives values. */
public enum ValueFormat {
    /** The forms that rows are decoded from, such as ISO 8601 dates, in UTC. */
    STANDARD,
    /** The forms that settings of the role and of the database ask for, as on any connection. */
    CONFIGURED
}
