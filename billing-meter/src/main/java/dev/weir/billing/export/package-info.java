/**
 * Files for accounting and FinOps tools: CSV, and FOCUS 1.2 as CSV and Parquet, with a checker of
 * our own over FOCUS's rules. Pure: a table goes in, bytes come out, the same for the same table.
 */
@NullMarked
package dev.weir.billing.export;

import org.jspecify.annotations.NullMarked;
