/**
 * Real parts for the tests of every module: PostgreSQL from its own binaries, so that no container
 * engine is needed.
 */
@NullMarked
package dev.weir.runtime.testing;

import org.jspecify.annotations.NullMarked;
