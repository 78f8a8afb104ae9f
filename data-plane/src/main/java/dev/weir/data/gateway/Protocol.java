package dev.weir.data.gateway;

import dev.weir.data.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/** A protocol that applications speak over HTTP. Thread-safe. */
public interface Protocol {
    /**
     * Recognises a request by its path and method. On the request's event loop, with the body still
     * to be read; what is wrong with the headers is told later, by the call.
     *
     * @return null if the path is none of the protocol's
     */
    @Nullable Call open(HttpExchange exchange, String path);
}
