package dev.weir.runtime.http;

import java.util.Set;

/**
 * Who a request comes from.
 *
 * @param name for audit logs
 * @param roles what {@link Access#roles} compares
 */
public record Caller(String name, Set<String> roles) {
    /** Nobody in particular: who calls a public route. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

    /** Copies the roles. */
    public Caller {
        roles = Set.copyOf(roles);
    }
}
