package dev.weir.runtime.http;

import java.util.Set;

/**
 * Who may use a route.
 *
 * @param tokenNeeded whether a valid token is needed
 * @param roles of which the token's caller must have one; none: any caller will do
 */
public record Access(boolean tokenNeeded, Set<String> roles) {
    /** Everybody, without a token. */
    public static final Access PUBLIC = new Access(false, Set.of());

    /** Whoever has a valid token. */
    public static final Access AUTHENTICATED = new Access(true, Set.of());

    /** Copies the roles. */
    public Access {
        roles = Set.copyOf(roles);
    }

    /** Whoever has a valid token and at least one of the roles. */
    public static Access roles(String... roles) {
        if (roles.length == 0) throw new IllegalArgumentException("roles must not be empty");
        return new Access(true, Set.of(roles));
    }

    /** Whether a known caller may pass. */
    public boolean permits(Caller caller) {
        return roles.isEmpty() || caller.roles().stream().anyMatch(roles::contains);
    }
}
