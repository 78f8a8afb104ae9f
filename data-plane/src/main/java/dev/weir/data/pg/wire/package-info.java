/**
 * The frontend's side of the PostgreSQL protocol 3.0, as plain objects that are fed bytes and
 * moments and do no I/O: what is said, what is understood, and what a session's state is.
 */
@NullMarked
package dev.weir.data.pg.wire;

import org.jspecify.annotations.NullMarked;
