package dev.weir.data.gateway;

import dev.weir.data.http.Answer;
import dev.weir.data.transaction.Operation;
import dev.weir.data.transaction.TransactionStart;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The work that a request asks for. */
public sealed interface Work {
    /** Nothing is left to do. */
    record Answered(Answer answer) implements Work {}

    /** Work on a session that is borrowed for it. */
    record OnSession(Unit unit, @Nullable String onlyStatement, SessionWork task) implements Work {
        /**
         * Work on a session.
         *
         * @param onlyStatement the SQL if it is the only statement: one that only reads may share a
         *     connection; null otherwise
         */
        public OnSession {}
    }

    /** Begins an interactive transaction. */
    record Start(TransactionStart wanted) implements Work {}

    /** Work within an interactive transaction. */
    record Within(String transaction, SessionWork task) implements Work {}

    /** Begins a nested transaction, commits or rolls back. */
    record Perform(String transaction, Operation operation) implements Work {}

    /** Work that is known later; a failure of the stage refuses the request. */
    record Later(CompletionStage<Work> work) implements Work {}

    /** The extent of work on a session: what bounds it, and what becomes of it without a client. */
    enum Unit {
        /** One statement, bounded by its own time-out; cancelled when the client leaves. */
        STATEMENT,
        /**
         * One transaction with a deadline, undone when the client leaves. The work begins it and
         * leaves it open; its commit follows once the whole answer is known.
         */
        TRANSACTION,
        /**
         * Statements with a deadline. They run to their end when the client leaves: a write that
         * took effect looks like one that was cancelled.
         */
        QUERY
    }
}
