package dev.weir.data.compile;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.JsonText;
import dev.weir.data.plan.ParseBudget;
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
    public static RawQuery of(JsonQuery query, ParseBudget budget) {
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
        for (var parameter : parameters(arguments.get("parameters"), budget)) {
            var name = "%" + (params.size() + 1);
            var raw = RawValue.of(parameter);
            params.put(name, raw.value());
            out.raw(before).raw("{\"prisma__type\":\"param\",\"prisma__value\":{\"name\":\"");
            out.raw(name).raw("\",\"type\":\"Any\"}}");
            types.raw(before);
            type(raw, types);
            before = ',';
        }
        out.raw("],\"argTypes\":[").raw(types.text()).raw("]}}");
        return new RawQuery(out.text().getBytes(StandardCharsets.UTF_8), params);
    }

    private static List<?> parameters(@Nullable Object text, ParseBudget budget) {
        if (text == null) return List.of();
        try {
            if (text instanceof String json
                    && JsonText.read(json, budget) instanceof List<?> list) {
                return list;
            }
        } catch (IOException _) {
            // Told below.
        }
        throw PlanFailure.invalid("A raw query's 'parameters' are not a JSON array in a string.");
    }

    private static void type(RawValue raw, JsonOutput types) {
        var kind = raw.kind();
        types.raw("{\"scalarType\":\"").raw(kind == null ? "unknown" : kind.scalar);
        types.raw("\",\"arity\":\"").raw(raw.list() ? "list" : "scalar");
        if (kind != null) {
            types.raw("\",\"declared\":true,\"dbType\":\"").raw(kind.databaseType);
        }
        types.raw("\"}");
    }
}
