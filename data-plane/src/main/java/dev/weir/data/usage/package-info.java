/**
 * Measures what each environment used on this node: CPU time by the clocks of the threads that work
 * for it, and queries, rows, bytes and connection time beside; and cuts it into usage records.
 */
@NullMarked
package dev.weir.data.usage;

import org.jspecify.annotations.NullMarked;
