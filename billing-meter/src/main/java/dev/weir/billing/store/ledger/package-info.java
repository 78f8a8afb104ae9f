/**
 * The ledger's rows in PostgreSQL: {@code LedgerTable} appends a row under a lock and hashes it,
 * {@code LedgerReader} reads entries as of a position, and {@code LedgerSnapshot} is the state at
 * one position. The other stores turn a command, a report or an export into rows or queries.
 */
@NullMarked
package dev.weir.billing.store.ledger;

import org.jspecify.annotations.NullMarked;
