package dev.weir.control.http;

import dev.weir.runtime.http.Access;

/** Who may do what. */
final class Roles {
    static final Access READ = Access.roles("admin", "developer", "finance", "auditor");
    static final Access DEVELOP = Access.roles("admin", "developer");
    static final Access ADMINISTER = Access.roles("admin");
    static final Access AUDIT = Access.roles("admin", "auditor");

    private Roles() {}
}
