/**
 * The meter's PostgreSQL schema, {@code billing}: what is read and written, and in which
 * transactions.
 */
@NullMarked
package dev.weir.billing.store;

import org.jspecify.annotations.NullMarked;
