package dev.weir.data.sql;

import dev.weir.data.http.Answer;
import io.vertx.core.http.HttpServerResponse;

/** The answer to a browser that asks whether it may send a request. */
final class Preflight {
    private static final String METHODS = "POST, OPTIONS";
    private static final String ALLOWED_HEADERS =
            "Authorization, Content-Type, Neon-Connection-String, Neon-Raw-Text-Output,"
                    + " Neon-Array-Mode, Neon-Pool-Opt-In, Neon-Batch-Read-Only,"
                    + " Neon-Batch-Isolation-Level, Neon-Batch-Deferrable";
    private static final String MAX_AGE_SECONDS = "86400";

    private Preflight() {}

    /** Any origin may send requests: the API key is what protects the environment. */
    static Answer answer(HttpServerResponse response) {
        response.putHeader("allow", METHODS)
                .putHeader("access-control-allow-methods", METHODS)
                .putHeader("access-control-allow-headers", ALLOWED_HEADERS)
                .putHeader("access-control-max-age", MAX_AGE_SECONDS);
        return Answer.nothing();
    }
}
