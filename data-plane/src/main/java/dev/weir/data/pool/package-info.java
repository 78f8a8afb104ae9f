/** Decides which request gets which connection of an environment, and runs those decisions. */
@NullMarked
package dev.weir.data.pool;

import org.jspecify.annotations.NullMarked;
