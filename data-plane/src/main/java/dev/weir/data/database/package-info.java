/**
 * The port to a customer's database: one session, its statements and what they bring, in forms that
 * no driver is needed for.
 */
@NullMarked
package dev.weir.data.database;

import org.jspecify.annotations.NullMarked;
