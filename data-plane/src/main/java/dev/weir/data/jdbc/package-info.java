/**
 * Databases that are reached through a JDBC driver, which blocks: each connection has a thread of
 * its own, so that no statement of one environment waits for one of another. So far SQLite.
 */
@NullMarked
package dev.weir.data.jdbc;

import org.jspecify.annotations.NullMarked;
