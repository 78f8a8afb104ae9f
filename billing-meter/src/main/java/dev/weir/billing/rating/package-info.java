/**
 * Prices usage: immutable, effective-dated rate cards, and what a project's usage of a month costs
 * by them. Pure, in exact decimals: nothing is rounded here.
 */
@NullMarked
package dev.weir.billing.rating;

import org.jspecify.annotations.NullMarked;
