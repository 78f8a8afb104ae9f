package dev.weir.data.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query that creates many rows, in parts: the compiler's time and memory grow with the rows,
 * while parts of rows with the same fields share one plan.
 */
public final class CreatedRows {
    /** Rows of one part: their plan is compiled in some 50 ms. */
    static final int PART = 500;

    private CreatedRows() {}

    /** The parts of a query, in the order of its rows; the query alone if it has one part. */
    public static List<JsonQuery> parts(JsonQuery query) {
        boolean creates =
                query.action().equals("createMany") || query.action().equals("createManyAndReturn");
        if (!creates
                || !(query.query().get("arguments") instanceof Map<?, ?> arguments)
                || !(arguments.get("data") instanceof List<?> rows)
                || rows.size() <= PART) {
            return List.of(query);
        }
        var parts = new ArrayList<JsonQuery>();
        for (int from = 0; from < rows.size(); from += PART) {
            var part = rows.subList(from, Math.min(from + PART, rows.size()));
            parts.add(part(query, arguments, part));
        }
        return parts;
    }

    private static JsonQuery part(JsonQuery query, Map<?, ?> arguments, List<?> rows) {
        var less = new LinkedHashMap<Object, @Nullable Object>(arguments);
        less.put("data", rows);
        var members = new LinkedHashMap<String, @Nullable Object>(query.query());
        members.put("arguments", less);
        return new JsonQuery(query.model(), query.action(), members);
    }
}
