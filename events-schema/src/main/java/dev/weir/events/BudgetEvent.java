package dev.weir.events;

import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What the billing meter says of a budget with a hard stop: the newest of a key is the whole truth
 * about it. Told after it is entered in the meter's ledger, and at least once.
 */
public sealed interface BudgetEvent extends Fact {
    /** The budget, the record's key. */
    BudgetId budget();

    /** Its place in the meter's ledger: rises; an older one is ignored. */
    long sequence();

    /** Whose money it is. */
    ProjectId project();

    /** The one environment that it is about; null: all of the project's, those to come too. */
    @Nullable EnvironmentId environment();

    /** The month (UTC) whose spending came to the budget. */
    YearMonth period();

    /** The budget is spent: nothing more is to be used until it is released. */
    record BudgetStopped(
            BudgetId budget,
            long sequence,
            ProjectId project,
            @Nullable EnvironmentId environment,
            YearMonth period)
            implements BudgetEvent {}

    /** The budget stops nothing any more: it was raised or removed, or its month is over. */
    record BudgetReleased(
            BudgetId budget,
            long sequence,
            ProjectId project,
            @Nullable EnvironmentId environment,
            YearMonth period)
            implements BudgetEvent {}
}
