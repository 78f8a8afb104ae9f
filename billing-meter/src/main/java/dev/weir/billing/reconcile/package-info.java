/**
 * Proves the figures: sums of neighbouring stages, side by side, from the threads' clocks to the
 * exported file. Pure.
 */
@NullMarked
package dev.weir.billing.reconcile;

import org.jspecify.annotations.NullMarked;
