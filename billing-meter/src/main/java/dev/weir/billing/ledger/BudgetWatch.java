package dev.weir.billing.ledger;

import dev.weir.billing.ledger.Books.Alert;
import dev.weir.billing.ledger.Entry.BudgetReached;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/** Decides which alerts a budget gives. Each once: what the books have seen is not given again. */
public final class BudgetWatch {
    private BudgetWatch() {}

    /** The alerts that are due when so much was spent in the month. */
    public static List<Entry> due(Books books, Budget budget, YearMonth period, BigDecimal spent) {
        var due = new ArrayList<Entry>();
        for (int threshold : budget.thresholds()) {
            if (!budget.reached(threshold, spent)) continue;
            var alert = new Alert(budget.id(), budget.version(), period, threshold);
            if (books.given(alert)) continue;
            due.add(new BudgetReached(budget.id(), budget.version(), period, threshold, spent));
        }
        var stop = new Alert(budget.id(), budget.version(), period, Books.STOPPED);
        if (budget.hardStop() && budget.reached(100, spent) && !books.given(stop)) {
            var environments =
                    budget.environment() == null
                            ? books.environmentsOf(budget.project())
                            : List.of(budget.environment());
            due.add(new BudgetStopped(budget.id(), budget.version(), period, environments));
        }
        return due;
    }
}
