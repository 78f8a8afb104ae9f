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
    private static final CharSequence ALLOW_ORIGIN =
            HttpHeaders.createOptimized("access-control-allow-origin");
    private static final CharSequence ANY = HttpHeaders.createOptimized("*");

    private final KnownEffects effects = new KnownEffects();

    @Override
    public @Nullable Call open(HttpExchange exchange, String path) {
        if (!path.equals(PATH)) return null;
        exchange.request().response().putHeader(ALLOW_ORIGIN, ANY);
        return new SqlCall(exchange, effects);
    }
}
