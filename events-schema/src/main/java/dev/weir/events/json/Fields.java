package dev.weir.events.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read strictly: a text is not a number, a fraction not an integer,
 * null not a value. Where an object stands is spelled out only when something is wrong.
 */
final class Fields {
    private final JsonNode object;
    private final @Nullable Fields parent;
    private final String name;
    private final int index;

    private Fields(JsonNode object, @Nullable Fields parent, String name, int index) {
        this.object = object;
        this.parent = parent;
        this.name = name;
        this.index = index;
        if (!object.isObject()) throw new WrongValue(path() + " must be an object");
    }

    static Fields of(JsonNode root) {
        return new Fields(root, null, "", -1);
    }

    Fields object(String field) {
        return new Fields(present(field), this, field, -1);
    }

    String text(String field) {
        JsonNode node = present(field);
        if (!node.isTextual()) throw wrong(field, "must be a text");
        return node.textValue();
    }

    boolean has(String field) {
        return object.hasNonNull(field);
    }

    @Nullable String optionalText(String field) {
        return has(field) ? text(field) : null;
    }

    int integer(String field) {
        JsonNode node = present(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(field, "must be a 32-bit integer");
        }
        return node.intValue();
    }

    long longInteger(String field) {
        JsonNode node = present(field);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(field, "must be a 64-bit integer");
        }
        return node.longValue();
    }

    /** 0 where it is left out. */
    long optionalLong(String field) {
        return object.hasNonNull(field) ? longInteger(field) : 0;
    }

    boolean bool(String field) {
        JsonNode node = present(field);
        if (!node.isBoolean()) throw wrong(field, "must be true or false");
        return node.booleanValue();
    }

    Duration duration(String field) {
        try {
            return Times.duration(text(field));
        } catch (DateTimeException e) {
            throw wrong(field, "must be an ISO 8601 duration such as PT1.5S");
        }
    }

    Instant instant(String field) {
        try {
            return Times.instant(text(field));
        } catch (DateTimeException e) {
            throw wrong(field, "must be an ISO 8601 instant such as 2026-01-31T12:00:00Z");
        }
    }

    YearMonth month(String field) {
        try {
            var month = YearMonth.parse(text(field));
            if (month.getYear() >= 1970 && month.getYear() <= 9999) return month;
        } catch (DateTimeException e) {
            // said below
        }
        throw wrong(field, "must be a month such as 2026-01");
    }

    /** A text that has a form of its own, which {@code parse} holds. */
    <T> T id(String field, Function<String, T> parse) {
        return made(field, text(field), parse);
    }

    /** A number that has bounds of its own, which {@code parse} holds. */
    <T> T number(String field, Function<Long, T> parse) {
        return made(field, longInteger(field), parse);
    }

    <E extends Enum<E>> E word(String field, Class<E> type) {
        String text = text(field);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) return constant;
        }
        throw wrong(field, "must be a known " + type.getSimpleName());
    }

    <T> List<T> list(String field, Function<Fields, T> read) {
        JsonNode node = present(field);
        if (!node.isArray()) throw wrong(field, "must be an array");
        var list = new ArrayList<T>(node.size());
        for (int i = 0; i < node.size(); i++) {
            var element = new Fields(node.get(i), this, field, i);
            list.add(element.made(read));
        }
        return list;
    }

    /** A list that may be left out when it is empty. */
    <T> List<T> optionalList(String field, Function<Fields, T> read) {
        return has(field) ? list(field, read) : List.of();
    }

    Map<String, Double> numbers(String field) {
        JsonNode node = present(field);
        if (!node.isObject()) throw wrong(field, "must be an object");
        var numbers = new LinkedHashMap<String, Double>();
        for (var entry : node.properties()) {
            if (!entry.getValue().isNumber()) throw wrong(field, "must hold numbers only");
            numbers.put(entry.getKey(), entry.getValue().doubleValue());
        }
        return numbers;
    }

    /** What is made of this object; a rule that its values break together becomes the reason. */
    <T> T made(Function<Fields, T> make) {
        try {
            return make.apply(this);
        } catch (IllegalArgumentException e) {
            throw new WrongValue(path() + ": " + rule(e));
        }
    }

    WrongValue wrong(String field, String expected) {
        return new WrongValue(path(field) + " " + expected);
    }

    private <V, T> T made(String field, V value, Function<V, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new WrongValue(path(field) + ": " + rule(e));
        }
    }

    private JsonNode present(String field) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) throw new WrongValue(path(field) + " is missing");
        return node;
    }

    /** Facts say the rule, a colon, and then the value, which is not to be repeated. */
    private static String rule(IllegalArgumentException e) {
        String message = e.getMessage();
        if (message == null) return "breaks a rule";
        int colon = message.indexOf(": ");
        return colon < 0 ? message : message.substring(0, colon);
    }

    private String path(String field) {
        String path = path();
        return path.isEmpty() ? field : path + "." + field;
    }

    private String path() {
        if (parent == null) return name;
        return parent.path(name) + (index < 0 ? "" : "[" + index + "]");
    }
}
