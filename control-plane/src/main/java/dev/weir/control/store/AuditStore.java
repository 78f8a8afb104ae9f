package dev.weir.control.store;

import dev.weir.control.management.AuditEntry;
import dev.weir.control.management.AuditLog;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Result;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The audit log in the store. */
public final class AuditStore implements AuditLog {
    private final Transactions transactions;

    /** A store over a migrated schema. */
    public AuditStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Result<Page<AuditEntry>> list(PageRequest page) {
        return Results.of(
                transactions,
                connection ->
                        Pages.newestFirst(
                                connection,
                                AuditStore::entry,
                                page,
                                "SELECT * FROM audit_log WHERE true",
                                "id"));
    }

    /** The newest entry on a thing or, of an environment, on one of its keys. */
    static Optional<AuditEntry> newest(Connection connection, String subject) throws SQLException {
        return Sql.first(
                connection,
                AuditStore::entry,
                """
                SELECT * FROM audit_log WHERE id = (SELECT max(newest) FROM (
                    SELECT max(id) AS newest FROM audit_log WHERE subject = ?
                    UNION ALL
                    SELECT (SELECT max(id) FROM audit_log WHERE subject = k.id)
                        FROM api_key k WHERE k.environment = ?) AS entries)
                """,
                subject,
                subject);
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("details"),
                Sql.instant(row, "happened_at"));
    }
}
