package dev.weir.data.plan;

import dev.weir.data.database.ColumnType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares values as database and client mean them: numbers by value however they are written,
 * bytes with their Base64, moments with their text.
 */
final class Keys {
    private Keys() {}

    /** The values of some fields in a form that equals that of all records with the same values. */
    static @Nullable Object of(Object container, List<String> fields) {
        return fields.size() == 1
                ? canonical(container, fields.getFirst())
                : Values.map(fields, field -> canonical(container, field));
    }

    /** A field's value in a form that equals that of all the same values. */
    static @Nullable Object canonical(Object container, String field) {
        var value = Values.field(container, field);
        if (value instanceof String text
                && Values.fieldType(container, field) == ColumnType.DECIMAL) {
            var exact = Numbers.exact(text);
            return exact == null ? text : Numbers.canonical(exact);
        }
        return canonical(value);
    }

    /** A value in a form that equals that of all the same values. */
    static @Nullable Object canonical(@Nullable Object value) {
        return switch (value) {
            case Number number -> Numbers.canonical(number);
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case Instant moment -> DateTimes.text(moment);
            case List<?> list -> Values.map(list, Keys::canonical);
            case Map<?, ?> map -> {
                var fields = new HashMap<Object, @Nullable Object>();
                map.forEach((name, field) -> fields.put(name, canonical(field)));
                yield fields;
            }
            case DataRecord found -> {
                var fields = new HashMap<Object, @Nullable Object>();
                for (int i = 0; i < found.cells().length; i++) {
                    var name = found.shape().name(i);
                    fields.put(name, canonical(found, name));
                }
                yield fields;
            }
            case null, default -> value;
        };
    }

    /** Turns a canonical value into the kind of another one, where its text allows. */
    static @Nullable Object cast(@Nullable Object value, @Nullable Object like) {
        return switch (like) {
            case Number _ when value instanceof String text -> {
                var exact = Numbers.exact(text);
                yield exact == null ? text : Numbers.canonical(exact);
            }
            case Number _ when value instanceof Boolean flag -> flag ? 1L : 0L;
            case String _ when value instanceof Number || value instanceof Boolean -> text(value);
            case Boolean _ when value instanceof Number number -> number.doubleValue() != 0;
            case null, default -> value;
        };
    }

    /** A canonical value as text that orders keys. */
    static String text(@Nullable Object canonical) {
        return switch (canonical) {
            case String text -> text;
            case ByteBuffer bytes -> base64(bytes);
            case Number number -> {
                var exact = Numbers.exact(number);
                yield exact == null ? number.toString() : Numbers.text(exact);
            }
            case List<?> list -> String.join(",", list.stream().map(Keys::text).toList());
            case null, default -> String.valueOf(canonical);
        };
    }

    private static String base64(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return Base64.getEncoder().encodeToString(copy);
    }

    /** Whether a record has these values. */
    static boolean matches(Object container, Map<String, @Nullable Object> values) {
        for (var entry : values.entrySet()) {
            if (!same(canonical(container, entry.getKey()), canonical(entry.getValue()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether two canonical values mean the same. */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (Objects.equals(a, b)) {
            return true;
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof Number || b instanceof Number) {
            var left = Numbers.exact(a);
            var right = Numbers.exact(b);
            return left != null && right != null && left.compareTo(right) == 0;
        }
        if (a instanceof ByteBuffer || b instanceof ByteBuffer) {
            return text(a).equals(text(b));
        }
        return a instanceof String left && b instanceof String right && sameMoment(left, right);
    }

    private static boolean sameMoment(String a, String b) {
        var left = DateTimes.parse(a);
        return left != null && left.equals(DateTimes.parse(b));
    }
}
