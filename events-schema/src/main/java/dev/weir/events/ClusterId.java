package dev.weir.events;

/**
 * A failure domain of a region, holding nodes.
 *
 * @param value 1 to 40 of a-z, 0-9 and inner hyphens
 */
public record ClusterId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public ClusterId {
        Ids.checkLongName("cluster", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
