package dev.weir.runtime.http;

import java.util.Optional;

/** Knows callers by their bearer tokens. */
@FunctionalInterface
public interface Authenticator {
    /** The token's caller; empty if it is nobody's. Runs on a virtual thread and may block. */
    Optional<Caller> authenticate(String bearerToken);
}
