package dev.weir.control.store;

import dev.weir.control.management.Refusal;
import java.sql.Connection;
import java.sql.SQLException;

/** Undoes a transaction whose command is declined. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    static Refused invalid(String field, String rule) {
        return new Refused(new Refusal.Invalid(field, rule));
    }

    static Refused missing(String kind, Object id) {
        return new Refused(new Refusal.NotFound(kind, id.toString()));
    }

    /** A thing that has changed since its caller saw it, with who changed it. */
    static Refused stale(Connection connection, Object id, long version) throws SQLException {
        var change = AuditStore.newest(connection, id.toString());
        return new Refused(new Refusal.Stale(version, change.orElse(null)));
    }

    static Refused taken(String kind, String name, String holder) {
        return new Refused(new Refusal.NameTaken(kind, name, holder));
    }

    static Refused isProtected(String kind, Object id) {
        return new Refused(new Refusal.Protected(kind, id.toString()));
    }

    static Refused conflict(String rule) {
        return new Refused(new Refusal.Conflict(rule));
    }
}
