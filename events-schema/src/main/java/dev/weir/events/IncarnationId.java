package dev.weir.events;

/**
 * One life of a node: new at each process start.
 *
 * @param value 4 to 10 of a-z and 0-9
 */
public record IncarnationId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public IncarnationId {
        Ids.checkIncarnation(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
