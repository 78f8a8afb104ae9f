/**
 * The parts that both of Prisma's protocols need, and no other: evaluating a query plan on a
 * session, the wish for a transaction, failures under Prisma's codes, and telemetry in answers.
 */
@NullMarked
package dev.weir.data.query;

import org.jspecify.annotations.NullMarked;
