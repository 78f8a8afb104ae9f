/**
 * Prisma's own query compiler and schema checker, inside the JVM. Both are WebAssembly taken from
 * npm when Weir is built and turned into classes then; this package links them: it plays the parts
 * of JavaScript that they call. Nothing of them is loaded before it is first used.
 *
 * <p>Instances are single-threaded. After a trap an instance is in an unknown state: it is closed
 * and never used again, which its owner learns from {@link dev.weir.compiler.CompilerFault}.
 */
@NullMarked
package dev.weir.compiler;

import org.jspecify.annotations.NullMarked;
