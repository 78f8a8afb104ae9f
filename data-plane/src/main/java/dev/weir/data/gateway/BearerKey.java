package dev.weir.data.gateway;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The API key of the header {@code Authorization: Bearer}. */
public final class BearerKey {
    private static final String BEARER = "bearer ";

    private BearerKey() {}

    /** The key; null if the request has no such header. */
    public static @Nullable String of(HttpServerRequest request) {
        var header = request.getHeader("authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }
}
