/**
 * Runs the query plans that Prisma's clients compile: parses them once per shape, evaluates them
 * over a database session and writes the answer's JSON. It does no I/O of its own: time, randomness
 * and the session enter through {@link dev.weir.data.plan.Execution}.
 */
@NullMarked
package dev.weir.data.plan;

import org.jspecify.annotations.NullMarked;
