package dev.weir.data.pg.wire;

import dev.weir.data.database.Displaced;
import dev.weir.data.database.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The mode of a connection: statements that share it run in read-only transactions, so that the
 * server itself refuses a write that their text does not show (a function in a view, behind an
 * operator, or with the name of a built-in one). A read that is given up here and run again
 * elsewhere can therefore not have written. For one thread.
 */
final class Sharing {
    private static final Statement READ_ONLY =
            Statement.of("SET default_transaction_read_only = on");
    private static final Statement READ_WRITE = Statement.of("RESET default_transaction_read_only");

    /**
     * The server refuses a write in a read-only transaction (SQLSTATE read_only_sql_transaction).
     */
    private static final String WRITES = "25006";

    private boolean readOnly;

    /** The statement to be sent before a question so that it runs in its mode; null if none. */
    @Nullable Statement before(Question question) {
        boolean wanted = question.upkeep ? readOnly : question.reader != null;
        return wanted == readOnly ? null : wanted ? READ_ONLY : READ_WRITE;
    }

    /** The statement that {@link #before} gave was sent. */
    void changed() {
        readOnly = !readOnly;
    }

    /** The session was reset. */
    void reset() {
        readOnly = false;
    }

    /**
     * The reason to run a read elsewhere that the server has refused here; null if it failed as it
     * would have there. A part of the answer that was handed over cannot be taken back.
     */
    @Nullable Displaced refused(Question ended) {
        ServerReport report = ended.report;
        boolean writes = report != null && report.code().equals(WRITES);
        return ended.reader != null && writes && !ended.isHandedOver() ? new Displaced(true) : null;
    }
}
