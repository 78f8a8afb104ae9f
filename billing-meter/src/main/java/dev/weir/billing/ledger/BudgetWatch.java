package dev.weir.billing.ledger;

import dev.weir.billing.ledger.Entry.BudgetReached;
import dev.weir.billing.ledger.Entry.BudgetReleased;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import dev.weir.billing.ledger.LedgerState.Alert;
import dev.weir.billing.ledger.LedgerState.Stop;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides which alerts a budget gives. Each once: what the books have seen is not given again. */
public final class BudgetWatch {
    private BudgetWatch() {}

    /**
     * What is due when so much was spent in the month: a stop that does not hold any more is
     * released, thresholds alert, and the hard stop stops.
     */
    public static List<Entry> due(
            LedgerState books, Budget budget, YearMonth period, BigDecimal spent) {
        var due = new ArrayList<Entry>();
        books.stop(budget.id())
                .flatMap(stop -> release(stop, budget, period, spent))
                .ifPresent(due::add);
        for (int threshold : budget.thresholds()) {
            if (!budget.reached(threshold, spent)) continue;
            var alert = new Alert(budget.id(), budget.version(), period, threshold);
            if (books.given(alert)) continue;
            due.add(new BudgetReached(budget.id(), budget.version(), period, threshold, spent));
        }
        var stop = new Alert(budget.id(), budget.version(), period, LedgerState.STOPPED);
        if (budget.hardStop() && budget.reached(100, spent) && !books.given(stop)) {
            var environments =
                    budget.environment() == null
                            ? books.environmentsOf(budget.project())
                            : List.of(budget.environment());
            due.add(new BudgetStopped(budget.id(), budget.version(), period, environments));
        }
        return due;
    }

    /** The end of stops whose budgets are there no more. */
    public static List<Entry> orphans(LedgerState books) {
        var there = books.budgets().stream().map(Budget::id).toList();
        return books.stops().stream()
                .filter(stop -> !there.contains(stop.budget()))
                .map(stop -> released(stop, "the budget was removed"))
                .toList();
    }

    /** A changed budget that stops the same as before goes on stopping it. */
    private static Optional<Entry> release(
            Stop stop, Budget budget, YearMonth period, BigDecimal spent) {
        if (stop.period().isBefore(period)) {
            return Optional.of(released(stop, "the month is over"));
        }
        // Another meter's clock is ahead: the stop is of a month that has not begun here.
        if (stop.period().isAfter(period)) return Optional.empty();
        boolean sameScope =
                stop.project().equals(budget.project())
                        && Objects.equals(stop.environment(), budget.environment());
        boolean stops = budget.hardStop() && budget.reached(100, spent);
        return stop.version() == budget.version() || (stops && sameScope)
                ? Optional.empty()
                : Optional.of(released(stop, "the budget was changed"));
    }

    private static Entry released(Stop stop, String reason) {
        return new BudgetReleased(stop.budget(), stop.version(), stop.period(), reason);
    }
}
