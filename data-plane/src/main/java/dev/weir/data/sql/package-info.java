/**
 * The protocol of plain SQL over HTTP, as {@code @neondatabase/serverless} speaks it: one
 * statement, or several in one transaction. {@link dev.weir.data.sql.SqlCall} reads a request's
 * headers and words its errors, {@link dev.weir.data.sql.SqlRequest} is its body, and {@link
 * dev.weir.data.sql.ResultWriter} encodes rows as they arrive.
 */
@NullMarked
package dev.weir.data.sql;

import org.jspecify.annotations.NullMarked;
