/** Tells the other planes what the meter has decided. */
@NullMarked
package dev.weir.billing.telling;

import org.jspecify.annotations.NullMarked;
