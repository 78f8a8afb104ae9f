/**
 * The protocol of clients without an engine (Prisma 5 and 6): queries as JSON over a schema that
 * the client uploaded, which Weir compiles. Here is what is decided without waiting: how requests
 * are read, which values are taken out of a query so that all queries of one shape share a plan,
 * which schemas are kept, and in which form those clients want answers.
 */
@NullMarked
package dev.weir.data.compile;

import org.jspecify.annotations.NullMarked;
