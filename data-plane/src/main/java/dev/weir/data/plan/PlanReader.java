package dev.weir.data.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes a plan's JSON apart, knowing at each moment where it is: failures name the place. */
final class PlanReader {
    private final ArrayDeque<Object> path = new ArrayDeque<>();

    PlanFailure invalid(String problem) {
        var place = new StringBuilder("plan");
        path.descendingIterator()
                .forEachRemaining(step -> {
                    if (step instanceof Integer index) {
                        place.append('[').append(index).append(']');
                    } else {
                        place.append('.').append(step);
                    }
                });
        return PlanFailure.invalid("Invalid query plan at " + place + ": " + problem);
    }

    @SuppressWarnings("unchecked") // JSON objects have text for names
    Map<String, @Nullable Object> object(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw invalid("an object is expected, not " + describe(json));
    }

    List<?> list(@Nullable Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        throw invalid("an array is expected, not " + describe(json));
    }

    /** Reads a member, which must be there. */
    <T> T member(
            Map<String, @Nullable Object> object,
            String name,
            Function<@Nullable Object, T> reader) {
        if (!object.containsKey(name)) {
            throw invalid("'" + name + "' is missing");
        }
        path.push(name);
        var value = reader.apply(object.get(name));
        path.pop();
        return value;
    }

    /** Reads a member; null if it is missing or null. */
    <T> @Nullable T optional(
            Map<String, @Nullable Object> object,
            String name,
            Function<@Nullable Object, T> reader) {
        return object.get(name) == null ? null : member(object, name, reader);
    }

    /** Reads the elements of a member that is an array. */
    <T> List<T> members(
            Map<String, @Nullable Object> object,
            String name,
            Function<@Nullable Object, T> reader) {
        return member(object, name, array -> elements(array, reader));
    }

    <T> List<T> elements(@Nullable Object array, Function<@Nullable Object, T> reader) {
        var elements = new ArrayList<T>();
        for (var element : list(array)) {
            path.push(elements.size());
            elements.add(reader.apply(element));
            path.pop();
        }
        return Collections.unmodifiableList(elements);
    }

    /** Reads the values of an object's members. */
    <T> Map<String, T> values(@Nullable Object object, Function<@Nullable Object, T> reader) {
        return values(object, (_, value) -> reader.apply(value));
    }

    /** Reads an object's members. */
    <T> Map<String, T> values(
            @Nullable Object object, BiFunction<String, @Nullable Object, T> reader) {
        var values = new LinkedHashMap<String, T>();
        object(object)
                .forEach((name, value) -> {
                    path.push(name);
                    values.put(name, reader.apply(name, value));
                    path.pop();
                });
        return Collections.unmodifiableMap(values);
    }

    String text(@Nullable Object json) {
        if (json instanceof String text) {
            return text;
        }
        throw invalid("a string is expected, not " + describe(json));
    }

    boolean flag(@Nullable Object json) {
        if (json instanceof Boolean flag) {
            return flag;
        }
        throw invalid("true or false is expected, not " + describe(json));
    }

    long number(@Nullable Object json) {
        if (json instanceof Long number) {
            return number;
        }
        throw invalid("an integer is expected, not " + describe(json));
    }

    /** A text or what stands for one that is missing. */
    String textOr(Map<String, @Nullable Object> object, String name, String otherwise) {
        var text = optional(object, name, this::text);
        return text == null ? otherwise : text;
    }

    boolean flagOr(Map<String, @Nullable Object> object, String name, boolean otherwise) {
        var flag = optional(object, name, this::flag);
        return flag == null ? otherwise : flag;
    }

    private static String describe(@Nullable Object json) {
        return switch (json) {
            case null -> "null";
            case String _ -> "a string";
            case Number _ -> "a number";
            case Boolean _ -> "a boolean";
            case List<?> _ -> "an array";
            default -> "an object";
        };
    }
}
