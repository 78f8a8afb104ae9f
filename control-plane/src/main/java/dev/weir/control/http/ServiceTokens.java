package dev.weir.control.http;

import dev.weir.control.management.ServiceToken;
import dev.weir.control.management.StoreFault;
import dev.weir.runtime.http.Authenticator;
import dev.weir.runtime.http.BearerToken;
import dev.weir.runtime.http.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Knows callers by the tokens of the settings, and by service tokens. */
public final class ServiceTokens {
    private ServiceTokens() {}

    /**
     * An authenticator.
     *
     * @param known the tokens of the settings, which work without the store
     * @param stored the service token of a text, if it opens something now
     */
    public static Authenticator authenticator(
            List<BearerToken> known, Function<String, Optional<ServiceToken>> stored) {
        var first = BearerToken.authenticator(known);
        return bearer -> first.authenticate(bearer).or(() -> find(stored, bearer));
    }

    private static Optional<Caller> find(
            Function<String, Optional<ServiceToken>> stored, String bearer) {
        try {
            return stored.apply(bearer).map(ServiceTokens::caller);
        } catch (StoreFault _) {
            throw Params.storeUnavailable();
        }
    }

    private static Caller caller(ServiceToken token) {
        return new Caller(
                token.name(),
                token.roles(),
                token.projects().stream().map(Object::toString).collect(Collectors.toSet()));
    }
}
