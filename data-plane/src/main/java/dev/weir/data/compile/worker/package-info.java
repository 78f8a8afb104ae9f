/**
 * The threads on which queries are compiled and schemas checked, the compilers' instances, and the
 * plans that were made: what waits, as far as compiling is concerned.
 */
@NullMarked
package dev.weir.data.compile.worker;

import org.jspecify.annotations.NullMarked;
