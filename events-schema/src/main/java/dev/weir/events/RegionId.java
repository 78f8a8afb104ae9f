package dev.weir.events;

/**
 * A region holds clusters; an environment lives in one region.
 *
 * @param value 1 to 40 of a-z, 0-9 and inner hyphens
 */
public record RegionId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public RegionId {
        Ids.checkLongName("region", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
