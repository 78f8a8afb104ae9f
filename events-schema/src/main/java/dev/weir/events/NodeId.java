package dev.weir.events;

/**
 * One data-plane process, over all its lives.
 *
 * @param value 1 to 16 of a-z, 0-9 and inner hyphens
 */
public record NodeId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public NodeId {
        Ids.checkName("node", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
