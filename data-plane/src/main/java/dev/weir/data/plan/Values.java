package dev.weir.data.plan;

import dev.weir.data.database.ColumnType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What values of a plan have in common, wherever they come from. */
final class Values {
    private Values() {}

    static boolean isEmpty(@Nullable Object value) {
        return value == null || (value instanceof List<?> list && list.isEmpty());
    }

    static List<? extends @Nullable Object> asList(@Nullable Object value) {
        return value instanceof List<?> list ? list : Collections.singletonList(value);
    }

    static <T> List<@Nullable Object> map(
            List<T> list, Function<? super T, ? extends @Nullable Object> function) {
        var mapped = new ArrayList<@Nullable Object>(list.size());
        for (var element : list) {
            mapped.add(function.apply(element));
        }
        return mapped;
    }

    static boolean isRecord(@Nullable Object value) {
        return value instanceof DataRecord || value instanceof Map<?, ?>;
    }

    /** A record's field; null if there is none. */
    static @Nullable Object field(Object container, String name) {
        return switch (container) {
            case DataRecord found -> found.get(name);
            case Map<?, ?> map -> map.get(name);
            default -> throw notARecord(container);
        };
    }

    @SuppressWarnings("unchecked") // maps among values are always ours: JSON objects
    static void setField(Object container, String name, @Nullable Object value) {
        switch (container) {
            case DataRecord found -> found.set(name, value);
            case Map<?, ?> map -> ((Map<String, @Nullable Object>) map).put(name, value);
            default -> throw notARecord(container);
        }
    }

    /** What the database said of a field's type; null if it is not known. */
    static @Nullable ColumnType fieldType(Object container, String name) {
        if (container instanceof DataRecord found) {
            int index = found.shape().indexOf(name);
            return index < 0 ? null : found.shape().type(index);
        }
        return null;
    }

    /** What JavaScript calls the value's type, for messages. */
    static String typeName(@Nullable Object value) {
        return switch (value) {
            case String _ -> "string";
            case Number _ -> "number";
            case Boolean _ -> "boolean";
            case null, default -> "object";
        };
    }

    private static PlanFailure notARecord(Object value) {
        return PlanFailure.internal("Expected object, got " + typeName(value));
    }
}
