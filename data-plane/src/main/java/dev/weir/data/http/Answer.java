package dev.weir.data.http;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.sql.SqlError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer ready to be sent.
 *
 * @param code what it is counted under: Prisma's error code, a class of SQLSTATE, or {@code ok}
 * @param transaction the id for the header {@code Prisma-Transaction-Id}
 * @param retryAfterSeconds 0 for none
 */
record Answer(
        int status,
        String code,
        JsonOutput body,
        @Nullable String transaction,
        int retryAfterSeconds) {
    private static final int MAX_ERROR_BYTES = 8 << 20;

    static Answer ok(JsonOutput body) {
        return new Answer(200, "ok", body, null, 0);
    }

    /** No content. */
    static Answer nothing() {
        return new Answer(204, "ok", new JsonOutput(0), null, 0);
    }

    /** An error of the SQL door, counted under its class: its code may be the application's own. */
    static Answer of(SqlError error) {
        return new Answer(
                error.status(), error.codeClass(), error.json(), null, error.retryAfterSeconds());
    }

    /** An empty object, with what the client asked to be told. */
    static Answer done(Telemetry telemetry) {
        var body = new JsonOutput(telemetry.reserve() + 256L).raw('{');
        telemetry.write(body, true);
        return ok(body.raw('}'));
    }

    /** A transaction's id. */
    static Answer transaction(String id, Telemetry telemetry) {
        var body = new JsonOutput(telemetry.reserve() + 1_024L).raw("{\"id\":").string(id);
        telemetry.write(body, false);
        return new Answer(200, "ok", body.raw('}'), id, 0);
    }

    static Answer of(Failure failure, String request, @Nullable Telemetry telemetry) {
        var body = new JsonOutput(MAX_ERROR_BYTES);
        body.raw("{\"code\":").string(failure.code()).raw(",\"error\":").string(failure.message());
        body.raw(",\"meta\":");
        value(body, failure.own() ? withId(failure.meta(), request) : failure.meta());
        if (telemetry != null) {
            telemetry.failed(failure.message());
            telemetry.write(body, false);
        }
        body.raw('}');
        return new Answer(
                failure.status(), failure.code(), body, null, failure.retryAfterSeconds());
    }

    private static Map<String, @Nullable Object> withId(
            Map<String, ? extends @Nullable Object> meta, String request) {
        var all = new LinkedHashMap<String, @Nullable Object>(meta);
        all.put("requestId", request);
        return all;
    }

    private static void value(JsonOutput output, @Nullable Object value) {
        switch (value) {
            case null -> output.raw("null");
            case String text -> output.string(text);
            case Map<?, ?> map -> {
                char before = '{';
                for (var entry : map.entrySet()) {
                    output.raw(before).string(String.valueOf(entry.getKey())).raw(':');
                    value(output, entry.getValue());
                    before = ',';
                }
                output.raw(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                output.raw('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) output.raw(',');
                    value(output, list.get(i));
                }
                output.raw(']');
            }
            case Number number -> output.raw(number.toString());
            case Boolean bool -> output.raw(bool.toString());
            default -> output.string(value.toString());
        }
    }
}
