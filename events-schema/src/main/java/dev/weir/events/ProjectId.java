package dev.weir.events;

/**
 * A customer's project, which owns environments.
 *
 * @param value 1 to 16 of a-z, 0-9 and inner hyphens
 */
public record ProjectId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public ProjectId {
        Ids.checkName("project", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
