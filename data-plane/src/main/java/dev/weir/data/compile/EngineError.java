package dev.weir.data.compile;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as clients of Prisma 5 and 6 take it from the engine that they believe to speak with.
 *
 * @param code Prisma's error code; empty for one that has none, which they show as unknown
 * @param meta what applications read: as those versions' own engine filled it, and what current
 *     ones do
 */
public record EngineError(String code, String message, Map<String, @Nullable Object> meta) {
    private static final String DEPENDS =
            "An operation failed because it depends on one or more records that were required but"
                    + " not found. ";

    private static final Pattern RAW =
            Pattern.compile(
                    "Raw query failed\\. Code: `([^`]*)`\\. Message: `(.*)`", Pattern.DOTALL);

    /** An error in the words of a current executor. */
    public static EngineError of(
            String code, String message, Map<String, ? extends @Nullable Object> meta) {
        var filled = new LinkedHashMap<String, @Nullable Object>();
        switch (code) {
            case "P2002" -> {
                var fields = constraint(meta).get("fields");
                if (fields != null) filled.put("target", fields);
                else if (constraint(meta).get("index") != null) {
                    filled.put("target", constraint(meta).get("index"));
                }
            }
            case "P2003" -> {
                var constraint = constraint(meta);
                if (constraint.get("index") instanceof String index) {
                    filled.put("field_name", index + " (index)");
                    filled.put("constraint", index);
                } else if (constraint.get("fields") instanceof List<?> fields) {
                    filled.put("field_name", String.valueOf(fields.getFirst()));
                }
            }
            case "P2025" -> {
                if (message.startsWith(DEPENDS)) {
                    filled.put("cause", message.substring(DEPENDS.length()));
                }
            }
            case "P2010" -> {
                var raw = RAW.matcher(message);
                if (raw.matches()) {
                    filled.put("code", raw.group(1));
                    filled.put("message", raw.group(2));
                    return new EngineError(code, message, filled);
                }
            }
            default -> {}
        }
        meta.forEach(filled::putIfAbsent);
        return new EngineError(code, message, filled);
    }

    private static Map<?, ?> constraint(Map<String, ? extends @Nullable Object> meta) {
        return meta.get("driverAdapterError") instanceof Map<?, ?> error
                        && error.get("cause") instanceof Map<?, ?> cause
                        && cause.get("constraint") instanceof Map<?, ?> constraint
                ? constraint
                : Map.of();
    }

    /**
     * Writes it as an element of {@code errors}.
     *
     * @param index of the query of a batch that failed; negative for none
     */
    public void write(JsonOutput out, int index) {
        out.raw("{\"error\":").string(message);
        out.raw(",\"user_facing_error\":{\"is_panic\":false,\"message\":").string(message);
        if (!code.isEmpty()) {
            out.raw(",\"meta\":");
            JsonText.write(meta, out);
            out.raw(",\"error_code\":").string(code);
        }
        if (index >= 0) out.raw(",\"batch_request_idx\":").number(index);
        out.raw("}}");
    }

    /** Writes it as the whole body of a transaction's answer. */
    public void writeAlone(JsonOutput out) {
        out.raw("{\"is_panic\":false,\"message\":").string(message);
        out.raw(",\"error_code\":").string(code).raw(",\"meta\":");
        JsonText.write(meta, out);
        out.raw('}');
    }
}
