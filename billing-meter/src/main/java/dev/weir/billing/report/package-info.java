/** What is asked of the sums, and how they are told. Pure. */
@NullMarked
package dev.weir.billing.report;

import org.jspecify.annotations.NullMarked;
