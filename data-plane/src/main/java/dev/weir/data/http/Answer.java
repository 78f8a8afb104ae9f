package dev.weir.data.http;

import dev.weir.data.plan.JsonOutput;
import java.util.Map;

/**
 * An answer ready to be sent.
 *
 * @param code its name in metrics: the protocol's error code or its class, or {@code ok}
 * @param headers beside those that every answer has
 * @param retryAfterSeconds value of the header {@code Retry-After}; 0 for none
 */
public record Answer(
        int status,
        String code,
        JsonOutput body,
        Map<String, String> headers,
        int retryAfterSeconds) {
    private static final String OK = "ok";

    /** A result. */
    public static Answer ok(JsonOutput body) {
        return new Answer(200, OK, body, Map.of(), 0);
    }

    /** A result with a header of its own. */
    public static Answer ok(JsonOutput body, String header, String value) {
        return new Answer(200, OK, body, Map.of(header, value), 0);
    }

    /** An answer without content. */
    public static Answer nothing() {
        return new Answer(204, OK, new JsonOutput(0), Map.of(), 0);
    }

    /** An error with a status of its own. */
    public static Answer error(int status, String code, JsonOutput body, int retryAfterSeconds) {
        return new Answer(status, code, body, Map.of(), retryAfterSeconds);
    }
}
