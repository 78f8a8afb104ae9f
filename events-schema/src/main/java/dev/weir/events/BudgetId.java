package dev.weir.events;

/**
 * A budget of the billing meter's.
 *
 * @param value 1 to 40 of a-z, 0-9 and inner hyphens
 */
public record BudgetId(String value) {
    /** Refuses another form with an {@link IllegalArgumentException} that says the rule. */
    public BudgetId {
        Ids.checkLongName("budget", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
