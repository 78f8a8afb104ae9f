/**
 * Interactive transactions: who may use one, in which order its work runs, and when it ends. One
 * {@link dev.weir.data.transaction.Transactions} decides for an environment on one node; what it
 * decides is performed where the environment's connections live.
 */
@NullMarked
package dev.weir.data.transaction;

import org.jspecify.annotations.NullMarked;
