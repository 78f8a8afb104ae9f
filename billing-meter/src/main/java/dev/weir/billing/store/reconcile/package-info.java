/**
 * Computes the levels R0 to R7 of the reconciliation from the store, each by a query of its own
 * ({@code ReconciliationQueries}, {@code CrossChecks}).
 */
@NullMarked
package dev.weir.billing.store.reconcile;

import org.jspecify.annotations.NullMarked;
