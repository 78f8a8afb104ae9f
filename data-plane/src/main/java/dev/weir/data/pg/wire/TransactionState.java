package dev.weir.data.pg.wire;

import dev.weir.data.database.Statement;

/**
 * The transaction in which a statement will run that is sent ahead of the answers before it, as a
 * number that no other transaction of the connection has. For one thread.
 */
final class TransactionState {
    /** The number of statements that run outside a transaction block. */
    static final long NONE = 0;

    private char status = 'I';
    private boolean begun;
    private long number;

    /** The transaction of a statement that is sent now, or {@link #NONE}. */
    long current() {
        return begun || status != 'I' ? number : NONE;
    }

    /** Whether the server was outside a transaction block when it last said so. */
    boolean isIdle() {
        return status == 'I';
    }

    /** The session ends outside a transaction block. */
    void settle() {
        begun = false;
    }

    /**
     * A statement was sent. After the application's own text, which may have changed the schema
     * within the transaction, the transaction counts as another one.
     */
    void sent(Statement statement) {
        String sql = statement.sql();
        if (statement.free()) {
            number++;
        } else if (sql.startsWith("BEGIN")) {
            begun = true;
            number++;
        } else if (sql.equals("COMMIT") || sql.equals("ROLLBACK")) {
            begun = false;
        }
    }

    /** The server is ready, and says where it is: I, T or E. */
    void ready(char now) {
        if (status == 'I' && now != 'I' && !begun) {
            number++;
        }
        status = now;
    }
}
