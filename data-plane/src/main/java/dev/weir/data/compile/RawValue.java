package dev.weir.data.compile;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.JsonText;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a raw query with the type that Prisma's native engines gave its JavaScript value.
 *
 * @param value as it is bound
 * @param kind its type; null for one that the database takes from the place
 * @param list whether it is a list of values of that type
 */
record RawValue(@Nullable Object value, @Nullable Kind kind, boolean list) {
    private static final Set<String> TAGGED = Set.of("prisma__type", "prisma__value");
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,19}");
    private static final Pattern DECIMAL = Pattern.compile("-?(\\d.*|NaN|Infinity)");

    /** The kinds of values, and what a plan and the database call them. */
    enum Kind {
        INT("int", "INT4"),
        BIGINT("bigint", "INT8"),
        DECIMAL("decimal", "NUMERIC"),
        STRING("string", "TEXT"),
        BOOLEAN("boolean", "BOOL"),
        DATETIME("datetime", "TIMESTAMPTZ"),
        BYTES("bytes", "BYTEA"),
        JSON("json", "JSONB");

        final String scalar;
        final String databaseType;

        Kind(String scalar, String databaseType) {
            this.scalar = scalar;
            this.databaseType = databaseType;
        }

        private boolean isNumber() {
            return this == INT || this == BIGINT || this == DECIMAL;
        }

        /** The kind that holds values of both; null if there is none. */
        private static @Nullable Kind both(@Nullable Kind one, @Nullable Kind other) {
            if (one == null || other == null) return null;
            if (one == other) return one;
            if (!one.isNumber() || !other.isNumber()) return null;
            return one.compareTo(other) > 0 ? one : other;
        }
    }

    static RawValue of(@Nullable Object parameter) {
        return switch (parameter) {
            case null -> new RawValue(null, null, false);
            case List<?> list -> ofList(list.stream().map(RawValue::of).toList());
            case Map<?, ?> map -> ofMap(map);
            case Boolean _ -> new RawValue(parameter, Kind.BOOLEAN, false);
            case Number number -> new RawValue(number, kind(number), false);
            default -> new RawValue(parameter, Kind.STRING, false);
        };
    }

    private static RawValue ofList(List<RawValue> elements) {
        var kinds =
                elements.stream().filter(each -> each.value != null).map(RawValue::kind).toList();
        // Lists of lists, and of values of several types, are left to the database.
        boolean flat = elements.stream().noneMatch(RawValue::list);
        var kind =
                flat && !kinds.isEmpty() && !kinds.contains(null)
                        ? kinds.stream().reduce(kinds.getFirst(), Kind::both)
                        : null;
        return new RawValue(
                elements.stream().map(RawValue::value).collect(Collectors.toList()), kind, true);
    }

    private static Kind kind(Number number) {
        var exact = new BigDecimal(number.toString());
        if (exact.stripTrailingZeros().scale() > 0 || exact.precision() - exact.scale() > 19) {
            return Kind.DECIMAL;
        }
        var whole = exact.toBigInteger();
        if (whole.bitLength() < Integer.SIZE) return Kind.INT;
        return whole.bitLength() < Long.SIZE ? Kind.BIGINT : Kind.DECIMAL;
    }

    /** A value that JSON has no type for has a tag; an application's own JSON may look like one. */
    private static RawValue ofMap(Map<?, ?> map) {
        var kind = map.keySet().equals(TAGGED) ? tagged(map) : null;
        return kind == null
                ? new RawValue(json(map), Kind.JSON, false)
                : new RawValue(map.get("prisma__value"), kind, false);
    }

    private static @Nullable Kind tagged(Map<?, ?> map) {
        if (!(map.get("prisma__value") instanceof String text)) return null;
        return switch (Objects.toString(map.get("prisma__type"))) {
            case "bigint" -> INTEGER.matcher(text).matches() ? Kind.BIGINT : null;
            case "decimal" -> DECIMAL.matcher(text).matches() ? Kind.DECIMAL : null;
            case "date" -> isMoment(text) ? Kind.DATETIME : null;
            case "bytes" -> isBase64(text) ? Kind.BYTES : null;
            default -> null;
        };
    }

    private static boolean isMoment(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String json(Map<?, ?> map) {
        var out = new JsonOutput(Integer.MAX_VALUE);
        JsonText.write(map, out);
        return out.text();
    }
}
