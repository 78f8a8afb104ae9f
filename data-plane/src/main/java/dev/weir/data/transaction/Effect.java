package dev.weir.data.transaction;

import dev.weir.data.database.SavepointAction;

/** What is to be done for an environment's transactions. */
public sealed interface Effect {
    /** Borrow a connection and begin; answer {@link Input.Opened} or {@link Input.OpenFailed}. */
    record Open(long request, String id) implements Effect {}

    /** Tell the client its transaction's id. */
    record Started(long request, String id) implements Effect {}

    /** Feed {@link Input.TimedOut} after this time, unless it was closed before. */
    record Expect(String id, long timeoutMillis) implements Effect {}

    /** Run the request's query, tell the client, then feed {@link Input.Done}. */
    record Run(long request, String id) implements Effect {}

    /** Do this about a save-point, tell the client, then feed {@link Input.Done}. */
    record Savepoint(long request, String id, SavepointAction action, int depth)
            implements Effect {}

    /** Commit, tell the client, then feed {@link Input.Done}. */
    record Commit(long request, String id) implements Effect {}

    /** Roll back, tell the client, then feed {@link Input.Done}. */
    record Rollback(long request, String id) implements Effect {}

    /** Roll back what no client waits for, then feed {@link Input.Done}. */
    record Undo(String id) implements Effect {}

    /**
     * Give the connection back, at once: what is under way on it is cancelled by that. The last
     * effect for a transaction that was opened.
     */
    record Close(String id) implements Effect {}

    /** Tell the client why not. */
    record Refuse(long request, Refusal refusal) implements Effect {}
}
