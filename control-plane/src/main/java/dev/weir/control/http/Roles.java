package dev.weir.control.http;

import dev.weir.runtime.http.Access;
import java.util.Set;

/** Who may do what. */
public final class Roles {
    /** All that there are. */
    public static final Set<String> ALL = Set.of("admin", "developer", "finance", "auditor");

    static final Access READ = Access.roles("admin", "developer", "finance", "auditor");
    static final Access DEVELOP = Access.roles("admin", "developer");
    static final Access ADMINISTER = Access.roles("admin");
    static final Access AUDIT = Access.roles("admin", "auditor");

    private Roles() {}
}
