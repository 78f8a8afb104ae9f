package dev.weir.control.store;

import dev.weir.control.management.Request;
import java.sql.Connection;
import java.sql.SQLException;

/** Who did what, written with what was done. */
final class Audit {
    private Audit() {}

    static void add(
            Connection connection, Request request, String action, Object subject, String details)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO audit_log (actor, action, subject, details) VALUES (?, ?, ?, ?)",
                request.actor(),
                action,
                subject.toString(),
                details);
    }
}
