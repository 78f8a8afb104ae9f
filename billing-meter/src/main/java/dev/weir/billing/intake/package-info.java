/** Reads the topics: what nodes have measured, and what environments are called. */
@NullMarked
package dev.weir.billing.intake;

import org.jspecify.annotations.NullMarked;
