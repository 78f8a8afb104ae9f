package dev.weir.data.gateway;

import dev.weir.data.http.HttpExchange;
import java.util.List;
import java.util.function.Function;

/**
 * The protocols that a node speaks.
 *
 * @param all asked in this order whether a request is theirs
 * @param unclaimed words the answers to requests that are none of theirs, under {@link
 *     dev.weir.data.http.Endpoint#UNKNOWN}
 */
public record Protocols(List<Protocol> all, Function<HttpExchange, Call> unclaimed) {
    /** Protocols that do not change. */
    public Protocols {
        all = List.copyOf(all);
    }

    Call open(HttpExchange exchange, String path) {
        for (var protocol : all) {
            var call = protocol.open(exchange, path);
            if (call != null) return call;
        }
        return unclaimed.apply(exchange);
    }
}
