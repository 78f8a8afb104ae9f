package dev.weir.data.query;

import dev.weir.data.http.Answer;
import dev.weir.data.plan.JsonOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that both of Prisma's protocols give alike. */
public final class PrismaAnswers {
    private static final int MAX_ERROR_BYTES = 8 << 20;
    private static final String TRANSACTION_ID = "prisma-transaction-id";

    private PrismaAnswers() {}

    /** An empty object, with the telemetry that the client asked for. */
    public static Answer done(Telemetry telemetry) {
        var body = new JsonOutput(telemetry.reserve() + 256L).raw('{');
        telemetry.write(body, true);
        return Answer.ok(body.raw('}'));
    }

    /** A transaction's id. */
    public static Answer started(String id, Telemetry telemetry) {
        var body = new JsonOutput(telemetry.reserve() + 1_024L).raw("{\"id\":").string(id);
        telemetry.write(body, false);
        return Answer.ok(body.raw('}'), TRANSACTION_ID, id);
    }

    /** A failure with its own HTTP status. */
    public static Answer of(PrismaFailure failure, String requestId, Telemetry telemetry) {
        var body = new JsonOutput(MAX_ERROR_BYTES);
        body.raw("{\"code\":").string(failure.code()).raw(",\"error\":").string(failure.message());
        body.raw(",\"meta\":");
        value(body, failure.own() ? withId(failure.meta(), requestId) : failure.meta());
        telemetry.failed(failure.message());
        telemetry.write(body, false);
        return Answer.error(
                failure.status(), failure.code(), body.raw('}'), failure.retryAfterSeconds());
    }

    private static Map<String, @Nullable Object> withId(
            Map<String, ? extends @Nullable Object> meta, String requestId) {
        var all = new LinkedHashMap<String, @Nullable Object>(meta);
        all.put("requestId", requestId);
        return all;
    }

    private static void value(JsonOutput output, @Nullable Object value) {
        switch (value) {
            case null -> output.raw("null");
            case String text -> output.string(text);
            case Map<?, ?> map -> object(output, map);
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

    private static void object(JsonOutput output, Map<?, ?> map) {
        char before = '{';
        for (var entry : map.entrySet()) {
            output.raw(before).string(String.valueOf(entry.getKey())).raw(':');
            value(output, entry.getValue());
            before = ',';
        }
        output.raw(map.isEmpty() ? "{}" : "}");
    }
}
