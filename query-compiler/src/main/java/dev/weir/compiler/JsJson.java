package dev.weir.compiler;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as {@code JSON.stringify} writes it: without undefined members; Maps as objects. */
final class JsJson {
    private static final double MAX_SAFE = 9_007_199_254_740_991d;
    private static final int PLAIN_DIGITS = 21;
    private static final int PLAIN_ZEROS = 6;

    private JsJson() {}

    static String write(@Nullable Object value) {
        var out = new StringBuilder(4_096);
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Undefined _ -> out.append("null");
            case String text -> string(text, out);
            case Double number -> out.append(Double.isFinite(number) ? number(number) : "null");
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) out.append(',');
                    write(list.get(i), out);
                }
                out.append(']');
            }
            case Map<?, ?> map -> object(map, out);
            case byte[] bytes -> string(Base64.getEncoder().encodeToString(bytes), out);
            default -> out.append(value);
        }
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        char before = '{';
        for (var entry : map.entrySet()) {
            if (entry.getValue() == Undefined.UNDEFINED) continue;
            out.append(before);
            before = ',';
            string(String.valueOf(entry.getKey()), out);
            out.append(':');
            write(entry.getValue(), out);
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(text, i)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** A finite number: no zeros at its end, an exponent from 10^21 on and below 10^-6. */
    static String number(double value) {
        if (!Double.isFinite(value)) return Double.isNaN(value) ? "NaN" : infinity(value);
        if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE) {
            return Long.toString((long) value);
        }
        var exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        var digits = exact.unscaledValue().abs().toString();
        int exponent = digits.length() - exact.scale() - 1;
        var sign = value < 0 ? "-" : "";
        if (exponent >= PLAIN_DIGITS || exponent < -PLAIN_ZEROS) {
            return sign
                    + digits.charAt(0)
                    + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + (exponent < 0 ? "e-" : "e+")
                    + Math.abs(exponent);
        }
        return sign + exact.abs().toPlainString();
    }

    private static String infinity(double value) {
        return value > 0 ? "Infinity" : "-Infinity";
    }
}
