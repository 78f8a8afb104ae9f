package dev.weir.data.transaction;

import dev.weir.events.NodeId;

/** Why a transaction does not do what is asked of it. */
public sealed interface Refusal {
    /** What a client is told. Prisma's words where it has some. */
    String message();

    /** No such transaction: never begun, another environment's, or closed long ago. */
    record NotFound() implements Refusal {
        @Override
        public String message() {
            return "Transaction not found. Transaction ID is invalid, refers to an old closed"
                    + " transaction Prisma doesn't have information about anymore, or was obtained"
                    + " before disconnecting.";
        }
    }

    /** Another node holds it. */
    record Elsewhere(NodeId node) implements Refusal {
        @Override
        public String message() {
            return "Transaction not found: node "
                    + node
                    + " holds it, and its requests have to be sent there.";
        }
    }

    /** Another node holds it, and cannot be reached from here. */
    record Unreachable(NodeId node) implements Refusal {
        @Override
        public String message() {
            return "Transaction not found: node "
                    + node
                    + " holds it, and cannot be reached. It is rolled back when its time is over.";
        }
    }

    /** The life of the node that held it is over, and it was rolled back with it. */
    record Lost() implements Refusal {
        @Override
        public String message() {
            return "Transaction not found: the node that held it was restarted, and it was rolled"
                    + " back.";
        }
    }

    /** It was committed. */
    record Committed(Operation operation) implements Refusal {
        @Override
        public String message() {
            return "Transaction already closed: A "
                    + operation.word()
                    + " cannot be executed on a committed transaction.";
        }
    }

    /** It was rolled back. */
    record RolledBack(Operation operation) implements Refusal {
        @Override
        public String message() {
            return "Transaction already closed: A "
                    + operation.word()
                    + " cannot be executed on a transaction that was rolled back.";
        }
    }

    /**
     * It ran longer than it may.
     *
     * @param timeoutMillis how long it was allowed
     * @param takenMillis since it began
     */
    record Expired(Operation operation, long timeoutMillis, long takenMillis) implements Refusal {
        @Override
        public String message() {
            return "A "
                    + operation.word()
                    + " cannot be executed on an expired transaction. The timeout for this"
                    + " transaction was "
                    + timeoutMillis
                    + " ms, however "
                    + takenMillis
                    + " ms passed since the start of the transaction. Consider increasing the"
                    + " interactive transaction timeout or doing less work in the transaction.";
        }
    }

    /** As many as may be open or opening already are. */
    record TooMany(int limit) implements Refusal {
        @Override
        public String message() {
            return "Too many transactions: " + limit + " are open or waiting for a connection.";
        }
    }

    /** The node is stopping. */
    record Stopping() implements Refusal {
        @Override
        public String message() {
            return "This node is stopping: start the transaction again.";
        }
    }

    /** As many operations as may wait for the transaction already do. */
    record TooBusy(int limit) implements Refusal {
        @Override
        public String message() {
            return "Too many operations at once: " + limit + " wait for this transaction.";
        }
    }

    /** Transactions are nested as deep as they may be. */
    record TooDeep(int limit) implements Refusal {
        @Override
        public String message() {
            return "Transactions are nested too deep: at most " + limit + " levels.";
        }
    }
}
