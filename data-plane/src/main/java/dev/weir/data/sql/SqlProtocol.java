package dev.weir.data.sql;

import dev.weir.data.effects.KnownEffects;
import dev.weir.data.gateway.Call;
import dev.weir.data.gateway.Protocol;
import dev.weir.data.http.HttpExchange;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The protocol of plain SQL over HTTP: see the package. Thread-safe. */
public final class SqlProtocol implements Protocol {
    private static final String PATH = "/sql";
    private static final String PATH_WITH_SLASH = "/sql/";
    private static final CharSequence ALLOW_ORIGIN =
            HttpHeaders.createOptimized("access-control-allow-origin");
    private static final CharSequence ANY = HttpHeaders.createOptimized("*");
    private static final CharSequence EXPOSE_HEADERS =
            HttpHeaders.createOptimized("access-control-expose-headers");

    /** The headers of an answer that scripts in a browser may read. */
    private static final CharSequence EXPOSED =
            HttpHeaders.createOptimized("Retry-After, x-request-id");

    private final KnownEffects effects = new KnownEffects();

    @Override
    public @Nullable Call open(HttpExchange exchange, String path) {
        if (!path.equals(PATH) && !path.equals(PATH_WITH_SLASH)) return null;
        exchange.request()
                .response()
                .putHeader(ALLOW_ORIGIN, ANY)
                .putHeader(EXPOSE_HEADERS, EXPOSED);
        return new SqlCall(exchange, effects);
    }
}
