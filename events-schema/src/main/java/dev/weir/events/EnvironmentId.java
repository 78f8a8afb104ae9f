package dev.weir.events;

/**
 * A database URL with its settings and keys.
 *
 * @param value 1 to 16 of a-z, 0-9 and inner hyphens
 */
public record EnvironmentId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public EnvironmentId {
        Ids.checkName("environment", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
