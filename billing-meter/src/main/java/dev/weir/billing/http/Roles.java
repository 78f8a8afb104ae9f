package dev.weir.billing.http;

import dev.weir.runtime.http.Access;
import java.util.Set;

/** Who may do what with the books. */
public final class Roles {
    /** All roles that a token may have. */
    public static final Set<String> ALL = Set.of("admin", "finance", "auditor", "developer");

    /** Usage is no secret within the house. */
    static final Access USAGE = Access.roles("admin", "finance", "auditor", "developer");

    /** Money is for those who answer for it. */
    static final Access READ = Access.roles("admin", "finance", "auditor");

    static final Access WRITE = Access.roles("admin", "finance");

    /** Approving is for persons of finance, whatever else they are. */
    static final Access APPROVE = Access.roles("finance");

    private Roles() {}
}
