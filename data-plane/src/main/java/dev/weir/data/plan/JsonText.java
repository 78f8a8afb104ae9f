package dev.weir.data.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON read into and written from plain values: null, {@link Boolean}, {@link Long}, {@link
 * BigDecimal}, {@link String}, {@link List}, {@link Map}. Numbers are exact.
 */
public final class JsonText {
    static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(PlanLimits.DEPTH)
                                    .maxStringLength(PlanLimits.STRING)
                                    .maxNumberLength(PlanLimits.DIGITS)
                                    .build())
                    .build();

    private JsonText() {}

    /**
     * Reads one value.
     *
     * @throws IOException if it is not JSON, or deeper or longer than the limits
     */
    public static @Nullable Object read(String json) throws IOException {
        try (var parser = FACTORY.createParser(json)) {
            return readOnly(parser);
        }
    }

    /**
     * Reads one value from a part of an array.
     *
     * @throws IOException if it is not JSON, or deeper or longer than the limits
     */
    public static @Nullable Object read(byte[] json, int from, int to) throws IOException {
        try (var parser = FACTORY.createParser(json, from, to - from)) {
            return readOnly(parser);
        }
    }

    private static @Nullable Object readOnly(JsonParser parser) throws IOException {
        parser.nextToken();
        var value = value(parser);
        if (parser.nextToken() != null) {
            throw new IOException("more than one JSON value");
        }
        return value;
    }

    /** Reads the value whose first token is the parser's current one. */
    static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new IOException("a JSON value is missing");
        };
    }

    static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        var array = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static Number number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        return parser.getDecimalValue();
    }

    /**
     * The same JSON text without blanks between its tokens, as clients know it: PostgreSQL writes
     * some into its binary JSON. Numbers keep their digits. What is no JSON stays what it is, but
     * for blanks.
     */
    static String withoutBlanks(String json) {
        StringBuilder kept = null;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted && c == '\\') {
                if (kept != null) {
                    kept.append(json, i, Math.min(i + 2, json.length()));
                }
                i++; // what is escaped ends no string
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            boolean blank = !quoted && (c == ' ' || c == '\n' || c == '\r' || c == '\t');
            if (blank && kept == null) {
                kept = new StringBuilder(json.length()).append(json, 0, i);
            } else if (!blank && kept != null) {
                kept.append(c);
            }
        }
        return kept == null ? json : kept.toString();
    }

    /** Writes a value as it is, without the tags that data maps add. */
    public static void write(@Nullable Object value, JsonOutput out) {
        switch (value) {
            case null -> out.raw("null");
            case String text -> out.string(text);
            case Boolean flag -> out.raw(flag ? "true" : "false");
            case Integer number -> out.number(number);
            case Long number -> out.number(number);
            case Double number -> out.raw(Numbers.text(number));
            case BigDecimal number -> out.raw(Numbers.text(number));
            case byte[] bytes -> out.base64(bytes);
            case Instant instant -> out.raw('"').raw(DateTimes.text(instant)).raw('"');
            case List<?> list -> writeList(list, out);
            case Map<?, ?> map -> writeMap(map, out);
            case DataRecord found -> writeRecord(found, out);
            case Mapped(var json) -> out.raw(json.array(), 0, json.length());
            default -> throw new AssertionError("no value: " + value.getClass());
        }
    }

    private static void writeList(List<?> list, JsonOutput out) {
        out.raw('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            write(list.get(i), out);
        }
        out.raw(']');
    }

    private static void writeMap(Map<?, ?> map, JsonOutput out) {
        out.raw('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            out.string((String) entry.getKey()).raw(':');
            write(entry.getValue(), out);
        }
        out.raw('}');
    }

    private static void writeRecord(DataRecord found, JsonOutput out) {
        out.raw('{');
        for (int i = 0; i < found.cells().length; i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.string(found.shape().name(i)).raw(':');
            write(found.cells()[i], out);
        }
        out.raw('}');
    }
}
