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
    public static @Nullable Object readOwn(String json) throws IOException {
        return read(json, ParseBudget.own());
    }

    /** Whether a text is one JSON value within the limits; builds nothing of it. */
    public static boolean isJson(String json) {
        try (var parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) return false;
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Reads one value.
     *
     * @throws IOException if it is not JSON, or deeper or longer than the limits
     */
    public static @Nullable Object read(String json, ParseBudget budget) throws IOException {
        try (var parser = FACTORY.createParser(json)) {
            return readOnly(parser, budget);
        }
    }

    /**
     * Reads one value from a part of an array.
     *
     * @throws IOException if it is not JSON, or deeper or longer than the limits
     */
    public static @Nullable Object read(byte[] json, int from, int to, ParseBudget budget)
            throws IOException {
        try (var parser = FACTORY.createParser(json, from, to - from)) {
            return readOnly(parser, budget);
        }
    }

    private static @Nullable Object readOnly(JsonParser parser, ParseBudget budget)
            throws IOException {
        parser.nextToken();
        var value = value(parser, budget);
        if (parser.nextToken() != null) {
            throw new IOException("more than one JSON value");
        }
        return value;
    }

    /** Reads the value whose first token is the parser's current one. */
    private static @Nullable Object value(JsonParser parser, ParseBudget budget)
            throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, budget);
            case START_ARRAY -> array(parser, budget);
            case VALUE_STRING -> {
                var text = parser.getText();
                budget.text(text.length());
                yield text;
            }
            case null -> throw new IOException("a JSON value is missing");
            default -> {
                budget.scalar();
                yield scalar(parser);
            }
        };
    }

    private static @Nullable Object scalar(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new IOException("a JSON value is missing");
        };
    }

    static Map<String, @Nullable Object> object(JsonParser parser, ParseBudget budget)
            throws IOException {
        budget.object();
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            budget.member();
            parser.nextToken();
            object.put(name, value(parser, budget));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser, ParseBudget budget)
            throws IOException {
        budget.array();
        var array = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, budget));
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
        write(value, out, 0);
    }

    /** A plan may put a record into itself: that ends at a depth, not with the stack. */
    private static void write(@Nullable Object value, JsonOutput out, int depth) {
        if (depth > PlanLimits.DEPTH) throw Effort.tooDeep();
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
            case List<?> list -> writeList(list, out, depth + 1);
            case Map<?, ?> map -> writeMap(map, out, depth + 1);
            case DataRecord found -> writeRecord(found, out, depth + 1);
            case Mapped(var json) -> out.raw(json.array(), 0, json.length());
            default -> throw new AssertionError("no value: " + value.getClass());
        }
    }

    private static void writeList(List<?> list, JsonOutput out, int depth) {
        out.raw('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            write(list.get(i), out, depth);
        }
        out.raw(']');
    }

    private static void writeMap(Map<?, ?> map, JsonOutput out, int depth) {
        out.raw('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            out.string((String) entry.getKey()).raw(':');
            write(entry.getValue(), out, depth);
        }
        out.raw('}');
    }

    private static void writeRecord(DataRecord found, JsonOutput out, int depth) {
        out.raw('{');
        for (int i = 0; i < found.cells().length; i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.string(found.shape().name(i)).raw(':');
            write(found.cells()[i], out, depth);
        }
        out.raw('}');
    }
}
