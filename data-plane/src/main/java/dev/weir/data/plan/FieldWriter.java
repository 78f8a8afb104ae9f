package dev.weir.data.plan;

import dev.weir.data.plan.Structure.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a value in the form that the client expects of its field's type. */
final class FieldWriter {
    private static final BigInteger MAX_SAFE = BigInteger.valueOf(Numbers.MAX_SAFE);

    private static final byte[] DATE_TIME =
            "{\"$type\":\"DateTime\",\"value\":\"".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] DATE_TIME_END = {'"', '}'};

    private FieldWriter() {}

    /** Writes a field's value; lists element by element. */
    static void write(@Nullable Object value, String column, FieldType type, JsonOutput out) {
        if (value == null) {
            out.raw(type.list() ? "[]" : "null");
        } else if (type.list()) {
            writeList(value, column, type, out);
        } else {
            writeOne(value, column, type, out);
        }
    }

    private static void writeList(Object value, String column, FieldType type, JsonOutput out) {
        var list =
                switch (value) {
                    case List<?> read -> read;
                    case String text -> ArrayText.read(text);
                    default -> null;
                };
        if (list == null) throw unexpected("an array", column, value);
        out.raw('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            var element = list.get(i);
            if (element == null) {
                out.raw("null");
            } else {
                writeOne(element, column, type, out);
            }
        }
        out.raw(']');
    }

    private static void writeOne(Object value, String column, FieldType type, JsonOutput out) {
        switch (type.kind()) {
            case STRING -> {
                if (!(value instanceof String text)) {
                    throw unexpected("a string", column, value);
                }
                out.string(text);
            }
            case INT -> writeInt(value, column, out);
            case BIGINT -> writeBigInt(value, column, out);
            case FLOAT -> writeFloat(value, column, out);
            case BOOLEAN -> out.raw(isTrue(value, column) ? "true" : "false");
            case DECIMAL -> writeDecimal(value, column, out);
            case DATETIME -> writeDateTime(value, column, out);
            case JSON ->
                    tagged(
                            "Json",
                            value instanceof String json
                                    ? JsonText.withoutBlanks(json)
                                    : jsonOf(value, out),
                            out);
            case OBJECT -> tagged("Json", jsonOf(value, out), out);
            case BYTES_ARRAY, BYTES_BASE64, BYTES_HEX -> writeBytes(value, column, type, out);
            case ENUM -> out.string(enumName(value, type));
            case UNSUPPORTED -> JsonText.write(value, out);
        }
    }

    private static void tagged(String tag, String value, JsonOutput out) {
        out.raw("{\"$type\":\"").raw(tag).raw("\",\"value\":").string(value).raw('}');
    }

    private static String jsonOf(Object value, JsonOutput out) {
        var json = new JsonOutput(out.maxBytes(), 0, out.memory());
        JsonText.write(value, json);
        return json.text();
    }

    private static void writeInt(Object value, String column, JsonOutput out) {
        if (value instanceof Integer number) {
            out.number(number);
            return;
        }
        var exact = value instanceof Boolean ? null : Numbers.exact(value);
        if (exact == null) {
            throw unexpected("an integer", column, value);
        }
        var whole = Numbers.whole(exact);
        if (whole == null || whole.abs().compareTo(MAX_SAFE) > 0) {
            throw PlanFailure.inconsistent(
                    "Integer value in column '%s' is too large to represent as a JavaScript number without loss of precision, got: %s. Consider using BigInt type."
                            .formatted(column, value));
        }
        out.number(whole.longValue());
    }

    private static void writeBigInt(Object value, String column, JsonOutput out) {
        switch (value) {
            case Integer _, Long _ ->
                    out.raw("{\"$type\":\"BigInt\",\"value\":\"")
                            .number(((Number) value).longValue())
                            .raw("\"}");
            case BigDecimal _, Double _, String _ -> {
                var exact = Numbers.exact(value);
                var whole = exact == null ? null : Numbers.whole(exact);
                if (whole == null) {
                    throw unexpected("a bigint", column, value);
                }
                tagged("BigInt", whole.toString(), out);
            }
            default -> throw unexpected("a bigint", column, value);
        }
    }

    private static void writeFloat(Object value, String column, JsonOutput out) {
        switch (value) {
            case Double number -> out.raw(Numbers.text(number));
            case Integer _, Long _ -> out.number(((Number) value).longValue());
            case BigDecimal number -> out.raw(Numbers.text(number.doubleValue()));
            case String text -> {
                var exact = Numbers.exact(text);
                if (exact == null && !isNotFinite(text)) {
                    throw unexpected("a float", column, value);
                }
                out.raw(exact == null ? "null" : Numbers.text(exact.doubleValue()));
            }
            default -> throw unexpected("a float", column, value);
        }
    }

    private static boolean isNotFinite(String text) {
        var unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        return unsigned.toLowerCase(Locale.ROOT).equals("nan") || unsigned.equals("Infinity");
    }

    private static boolean isTrue(Object value, String column) {
        return switch (value) {
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() == 1;
            case String text ->
                    switch (text) {
                        case "true", "TRUE", "1" -> true;
                        case "false", "FALSE", "0" -> false;
                        default -> throw unexpected("a boolean", column, value);
                    };
            case byte[] bytes -> {
                for (byte b : bytes) {
                    if (b != 0) {
                        yield true;
                    }
                }
                yield false;
            }
            default -> throw unexpected("a boolean", column, value);
        };
    }

    private static void writeDecimal(Object value, String column, JsonOutput out) {
        var exact = value instanceof Boolean ? null : Numbers.exact(value);
        if (exact != null) {
            tagged("Decimal", Numbers.text(exact), out);
        } else if (value instanceof String text && isNotFinite(text)) {
            tagged("Decimal", text, out);
        } else {
            throw unexpected("a decimal", column, value);
        }
    }

    private static void writeDateTime(Object value, String column, JsonOutput out) {
        out.raw(DATE_TIME);
        switch (value) {
            case String text -> {
                if (!DateTimes.write(text, out)) {
                    throw unexpected("a date", column, value);
                }
            }
            case Instant moment -> out.raw(DateTimes.text(moment));
            case Number millis -> out.raw(DateTimes.text(Instant.ofEpochMilli(millis.longValue())));
            default -> throw unexpected("a date", column, value);
        }
        out.raw(DATE_TIME_END);
    }

    private static void writeBytes(Object value, String column, FieldType type, JsonOutput out) {
        out.raw("{\"$type\":\"Bytes\",\"value\":");
        switch (value) {
            case byte[] bytes -> out.base64(bytes);
            case String text when type.kind() == Structure.Kind.BYTES_BASE64 -> out.string(text);
            case String text when type.kind() == Structure.Kind.BYTES_HEX ->
                    out.base64(hex(text, column));
            default -> throw unexpected("a byte array", column, value);
        }
        out.raw('}');
    }

    private static byte[] hex(String text, String column) {
        try {
            if (text.startsWith("\\x")) {
                return HexFormat.of().parseHex(text, 2, text.length());
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw unexpected("a hex-encoded byte array", column, text);
    }

    private static String enumName(Object value, FieldType type) {
        Map<String, String> names = type.names();
        if (names == null) {
            throw PlanFailure.inconsistent("Unknown enum '" + type.name() + "'");
        }
        var name = value instanceof String text ? names.get(text) : null;
        if (name == null) {
            throw PlanFailure.inconsistent(
                    "Value '%s' not found in enum '%s'".formatted(value, type.name()));
        }
        return name;
    }

    private static PlanFailure unexpected(String expected, String column, Object value) {
        return PlanFailure.inconsistent(
                "Expected %s in column '%s', got %s"
                        .formatted(expected, column, Values.typeName(value)));
    }
}
