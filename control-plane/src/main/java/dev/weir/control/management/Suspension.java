package dev.weir.control.management;

import dev.weir.events.BudgetId;
import java.time.YearMonth;

/** Why an environment is suspended. */
public sealed interface Suspension {
    /**
     * A person wants it so, and only a person ends it.
     *
     * @param actor the name of the person's token; empty where it was not written down yet
     */
    record ByPerson(String actor) implements Suspension {}

    /** A budget is spent for the month: it ends when the billing meter says so. */
    record ByBudget(BudgetId budget, YearMonth period) implements Suspension {}
}
