package dev.weir.data.transaction;

import dev.weir.data.database.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish for a new transaction.
 *
 * @param timeoutMillis how long it may take, at least 1
 * @param maxWaitMillis how long it may wait for its connection, at least 1
 * @param isolation null for the database's default
 */
public record TransactionStart(
        long timeoutMillis, long maxWaitMillis, @Nullable IsolationLevel isolation) {}
