package dev.weir.data.compile;

import dev.weir.data.compile.SchemaModel.EnumType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a placeholder may stand for.
 *
 * @param type the placeholder's, for example {@code Int}
 */
record Scalar(String type, Object value) {
    private static final List<String> NUMBERS = List.of("Int", "BigInt", "Float");

    /** The value as a scalar of a field's type; null if it is none. */
    static @Nullable Scalar of(@Nullable Object value, String type, @Nullable EnumType enumType) {
        return switch (value) {
            case String name when enumType != null -> {
                var stored = enumType.values().get(name);
                yield stored == null ? null : new Scalar("Enum", stored);
            }
            case String text when type.equals("String") -> new Scalar("String", text);
            case Boolean flag when type.equals("Boolean") -> new Scalar("Boolean", flag);
            case Long number -> integer(number, type);
            case BigDecimal number when type.equals("Float") -> new Scalar("Float", number);
            case Map<?, ?> map -> tagged(map, type);
            case null, default -> null;
        };
    }

    private static @Nullable Scalar integer(Long number, String type) {
        if (number == number.intValue()) {
            return NUMBERS.contains(type) ? new Scalar("Int", number) : null;
        }
        return type.equals("BigInt") ? new Scalar("BigInt", number) : null;
    }

    private static @Nullable Scalar tagged(Map<?, ?> map, String type) {
        if (!type.equals(map.get("$type")) || !(map.get("value") instanceof String text)) {
            return null;
        }
        return switch (type) {
            case "DateTime", "BigInt", "Bytes" -> new Scalar(type, text);
            case "Decimal" -> new Scalar("Float", text);
            default -> null;
        };
    }

    /** The values as a list of scalars of a type; null if one is none. */
    static @Nullable Scalar listOf(List<?> list, String type) {
        var values = new ArrayList<Object>(list.size());
        var widest = "";
        for (var element : list) {
            var one = type.equals("Json") ? null : of(element, type, null);
            if (one == null) return null;
            values.add(one.value());
            widest = wider(widest, one.type());
        }
        return new Scalar(widest, values);
    }

    private static String wider(String a, String b) {
        return NUMBERS.indexOf(a) > NUMBERS.indexOf(b) ? a : b;
    }
}
