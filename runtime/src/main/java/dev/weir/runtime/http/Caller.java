package dev.weir.runtime.http;

import java.util.Set;

/**
 * Who a request comes from.
 *
 * @param name for audit logs
 * @param roles what {@link Access#roles} compares
 * @param scope ids of the only things that the caller may see, as the API defines it; none: all
 */
public record Caller(String name, Set<String> roles, Set<String> scope) {
    /** Nobody in particular: who calls a public route. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

    /** Copies the sets. */
    public Caller {
        roles = Set.copyOf(roles);
        scope = Set.copyOf(scope);
    }

    /** A caller who may see everything. */
    public Caller(String name, Set<String> roles) {
        this(name, roles, Set.of());
    }
}
