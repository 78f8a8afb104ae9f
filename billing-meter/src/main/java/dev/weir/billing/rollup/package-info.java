/**
 * Turns usage records into sums: judges each record, recognises what was counted before, and adds
 * up the rest by hour. Pure: a batch and what is known of its sources go in, what to write comes
 * out.
 */
@NullMarked
package dev.weir.billing.rollup;

import org.jspecify.annotations.NullMarked;
