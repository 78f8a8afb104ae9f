/**
 * What a project owes for a month: its charges, corrections of earlier months, and the rounding
 * rest, as data, and as a page to print. Pure; the only place where money is rounded.
 */
@NullMarked
package dev.weir.billing.statement;

import org.jspecify.annotations.NullMarked;
