/**
 * The ledger: everything that a figure depends on, in one order, each entry sealed by a hash over
 * all before it. What is known is the fold of the entries up to a sequence number, so that the same
 * question as of the same number has the same answer for ever. Pure.
 */
@NullMarked
package dev.weir.billing.ledger;

import org.jspecify.annotations.NullMarked;
