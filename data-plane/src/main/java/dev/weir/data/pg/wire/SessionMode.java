package dev.weir.data.pg.wire;

import dev.weir.data.database.Displaced;
import dev.weir.data.database.Statement;
import dev.weir.data.database.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a session that depend on its present use. A change is a statement of the
 * connection's own, sent ahead of the question that needs it in the same turn. For one thread.
 *
 * <ul>
 *   <li>Statements that share the connection run in read-only transactions, so that the server
 *       itself refuses a write that their text does not show (a function in a view, behind an
 *       operator, or with the name of a built-in one). A read that is given up here and run again
 *       elsewhere can therefore not have written.
 *   <li>Values are in the standard format, or in that of the role's and the database's settings.
 *   <li>The server ends a statement that runs past the backstop, or past the shorter time-out of
 *       the role or the database.
 * </ul>
 */
final class SessionMode {
    private static final String READ_ONLY = "SET default_transaction_read_only = on;";
    private static final String READ_WRITE = "RESET default_transaction_read_only;";
    private static final String STANDARD = "SET DateStyle = ISO; SET TimeZone = 'UTC';";
    private static final String CONFIGURED = "RESET DateStyle; RESET TimeZone;";

    /**
     * The server refuses a write in a read-only transaction (SQLSTATE read_only_sql_transaction).
     */
    private static final String WRITES = "25006";

    private final SessionStart start;
    private boolean readOnly;
    private boolean standard;
    private boolean bounded;

    SessionMode(SessionStart start) {
        this.start = start;
        reset();
    }

    /** The statements to be sent before a question so that it runs in its mode; null if none. */
    @Nullable Statement before(Question question) {
        if (question.upkeep) {
            return null;
        }
        boolean reads = question.reader != null;
        boolean decodes = question.format == ValueFormat.STANDARD || start.standardFormat();
        if (bounded && reads == readOnly && decodes == standard) {
            return null;
        }
        String script =
                (bounded ? "" : start.statementBound())
                        + (reads == readOnly ? "" : reads ? READ_ONLY : READ_WRITE)
                        + (decodes == standard ? "" : decodes ? STANDARD : CONFIGURED);
        bounded = true;
        readOnly = reads;
        standard = decodes;
        return Statement.of(script);
    }

    /** The session was reset to what it was at its start. */
    void reset() {
        readOnly = false;
        standard = start.standardFormat();
        bounded = start.statementBound().isEmpty();
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
