package dev.weir.control.replica;

import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.events.BudgetEvent;
import java.util.Optional;

/** What budgets stop, and what they release. */
public interface Budgets {
    /**
     * Does what the billing meter says of a budget, and then moves on. Environments follow in
     * several transactions: one that is cut short is done when the record is taken again. What was
     * done before, or is older than what was done, changes nothing.
     *
     * @param next the offset after the record
     * @return where the partition stands now; empty: it is another's, and nothing was done
     */
    Optional<PartitionLease> take(PartitionLease owned, long next, BudgetEvent said);
}
