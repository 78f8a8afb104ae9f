package dev.weir.compiler;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JavaScript's values in Java, as far as the compiler uses them: null, {@link Undefined}, {@link
 * Boolean}, {@link Double}, {@link BigInteger} for BigInt, {@link String}, {@link List} for arrays,
 * {@link Map} with text keys for objects and Maps, {@code byte[]} for Uint8Array.
 */
final class JsValues {
    private static final double MAX_SAFE = 9_007_199_254_740_991d;

    private JsValues() {}

    /** A member, or undefined. */
    static @Nullable Object member(@Nullable Object object, @Nullable Object key) {
        if (object instanceof Map<?, ?> map && key instanceof String name) {
            var value = map.get(name);
            return value != null || map.containsKey(name) ? value : Undefined.UNDEFINED;
        }
        return Undefined.UNDEFINED;
    }

    /** An element, or undefined. */
    static @Nullable Object element(@Nullable Object array, long index) {
        return array instanceof List<?> list && index >= 0 && index < list.size()
                ? list.get((int) index)
                : Undefined.UNDEFINED;
    }

    static boolean isObject(@Nullable Object value) {
        return value instanceof Map || value instanceof List || value instanceof byte[];
    }

    static boolean isSafeInteger(@Nullable Object value) {
        return value instanceof Double number
                && number == Math.rint(number)
                && Math.abs(number) <= MAX_SAFE;
    }

    /** As {@code ==}, between values of one kind; null and undefined are equal. */
    @SuppressWarnings("ReferenceEquality") // of objects, as JavaScript has it
    static boolean looselyEqual(@Nullable Object a, @Nullable Object b) {
        if (a == null || a == Undefined.UNDEFINED) return b == null || b == Undefined.UNDEFINED;
        if (b == null || b == Undefined.UNDEFINED) return false;
        if (isObject(a) || isObject(b)) return a == b;
        if (a.getClass() == b.getClass()) return a.equals(b);
        return number(a) == number(b);
    }

    /** As {@code Number(x)}. */
    static double number(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Double number -> number;
            case BigInteger big -> big.doubleValue();
            case Boolean flag -> flag ? 1 : 0;
            case String text -> parsed(text.strip());
            default -> Double.NaN;
        };
    }

    private static double parsed(String text) {
        if (text.isEmpty()) return 0;
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }

    /** As {@code String(x)}. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Undefined _ -> "undefined";
            case String text -> text;
            case Double number -> JsJson.number(number);
            case List<?> list -> {
                var text = new StringBuilder();
                for (int i = 0; i < list.size(); i++) {
                    var element = list.get(i);
                    if (i > 0) text.append(',');
                    if (element != null && element != Undefined.UNDEFINED) {
                        text.append(text(element));
                    }
                }
                yield text.toString();
            }
            case Map<?, ?> _ -> "[object Object]";
            default -> String.valueOf(value);
        };
    }

    /** The form for messages to developers. */
    static String debugText(@Nullable Object value) {
        return switch (value) {
            case String text -> '"' + text + '"';
            case Map<?, ?> map -> "Object(" + JsJson.write(map) + ")";
            case List<?> list -> {
                var text = new StringBuilder("[");
                for (int i = 0; i < list.size(); i++) {
                    text.append(i > 0 ? ", " : "").append(debugText(list.get(i)));
                }
                yield text.append(']').toString();
            }
            case null, default -> text(value);
        };
    }
}
