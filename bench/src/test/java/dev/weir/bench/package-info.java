/** Tests of the bench's own arithmetic and reading. */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
