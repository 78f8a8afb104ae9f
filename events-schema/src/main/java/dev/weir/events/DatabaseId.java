package dev.weir.events;

/**
 * One database server (host and port), the owner of a connection limit.
 *
 * @param value 1 to 16 of a-z, 0-9 and inner hyphens
 */
public record DatabaseId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public DatabaseId {
        Ids.checkName("database", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
