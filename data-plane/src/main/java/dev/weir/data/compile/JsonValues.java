package dev.weir.data.compile;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.JsonText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of JSON columns as clients send them: JSON's own, or a text under a tag. */
final class JsonValues {
    private JsonValues() {}

    /**
     * The JSON text of a value; null if it is not to be taken out of its query: null itself, names
     * such as JsonNull, references to fields, and JSON that has tagged values inside.
     */
    static @Nullable String text(@Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.containsKey("$type")) {
            return "Json".equals(map.get("$type"))
                            && map.get("value") instanceof String text
                            && JsonText.isJson(text)
                    ? text
                    : null;
        }
        if (!(value instanceof Map || value instanceof List) || hasTags(value)) return null;
        var out = new JsonOutput(Integer.MAX_VALUE);
        JsonText.write(value, out);
        return out.text();
    }

    private static boolean hasTags(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.containsKey("$type") || map.values().stream().anyMatch(JsonValues::hasTags);
            case List<?> list -> list.stream().anyMatch(JsonValues::hasTags);
            case null, default -> false;
        };
    }

    /** Whether all texts under the tag are JSON: the compiler panics at others. */
    static boolean areWhole(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map when "Json".equals(map.get("$type")) ->
                    map.get("value") instanceof String text && JsonText.isJson(text);
            case Map<?, ?> map -> map.values().stream().allMatch(JsonValues::areWhole);
            case List<?> list -> list.stream().allMatch(JsonValues::areWhole);
            case null, default -> true;
        };
    }
}
