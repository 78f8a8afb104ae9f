package dev.weir.data.compile;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.JsonText;
import dev.weir.data.plan.PlanFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application's own SQL, made into a plan without the compiler.
 *
 * @param plan its JSON, the same for all values of the same types
 * @param params the values by placeholder
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the plan cache, never compared
public record RawQuery(byte[] plan, Map<String, @Nullable Object> params) {
    /**
     * Reads a raw query: {@code parameters} is JSON within a string, with tags for what JSON has no
     * types for.
     *
     * @throws PlanFailure 400 P6005 if it has another form
     */
    public static RawQuery of(JsonQuery query) {
        if (!(query.query().get("arguments") instanceof Map<?, ?> arguments)
                || !(arguments.get("query") instanceof String sql)) {
            throw PlanFailure.invalid("A raw query has no 'query'.");
        }
        var out = new JsonOutput(Integer.MAX_VALUE);
        out.raw("{\"type\":\"").raw(query.action().equals("executeRaw") ? "execute" : "query");
        out.raw("\",\"args\":{\"type\":\"rawSql\",\"sql\":").string(sql).raw(",\"args\":[");
        var types = new JsonOutput(Integer.MAX_VALUE);
        var params = new HashMap<String, @Nullable Object>();
        char before = ' ';
        for (var parameter : parameters(arguments.get("parameters"))) {
            var name = "%" + (params.size() + 1);
            params.put(name, value(parameter));
            out.raw(before).raw("{\"prisma__type\":\"param\",\"prisma__value\":{\"name\":\"");
            out.raw(name).raw("\",\"type\":\"Any\"}}");
            types.raw(before).raw("{\"scalarType\":\"").raw(type(parameter));
            types.raw("\",\"arity\":\"").raw(parameter instanceof List ? "list" : "scalar");
            types.raw("\"}");
            before = ',';
        }
        out.raw("],\"argTypes\":[").raw(types.text()).raw("]}}");
        return new RawQuery(out.text().getBytes(StandardCharsets.UTF_8), params);
    }

    private static List<?> parameters(@Nullable Object text) {
        if (text == null) return List.of();
        try {
            if (text instanceof String json && JsonText.read(json) instanceof List<?> list) {
                return list;
            }
        } catch (IOException _) {
            // Told below.
        }
        throw PlanFailure.invalid("A raw query's 'parameters' are not a JSON array in a string.");
    }

    private static @Nullable Object value(@Nullable Object parameter) {
        return switch (parameter) {
            case Map<?, ?> map when map.get("prisma__type") instanceof String ->
                    map.get("prisma__value");
            case Map<?, ?> map -> json(map);
            case List<?> list -> list.stream().map(RawQuery::value).toList();
            case null, default -> parameter;
        };
    }

    private static String json(Map<?, ?> map) {
        var out = new JsonOutput(Integer.MAX_VALUE);
        JsonText.write(map, out);
        return out.text();
    }

    private static String type(@Nullable Object parameter) {
        return switch (parameter) {
            case Map<?, ?> map when map.get("prisma__type") instanceof String tag ->
                    switch (tag) {
                        case "bigint", "decimal", "bytes" -> tag;
                        case "date" -> "datetime";
                        default -> "unknown";
                    };
            case Number _ -> "decimal";
            case String _ -> "string";
            case List<?> list -> list.isEmpty() ? "unknown" : type(list.getFirst());
            case null, default -> "unknown";
        };
    }
}
