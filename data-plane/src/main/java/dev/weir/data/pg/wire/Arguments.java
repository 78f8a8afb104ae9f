package dev.weir.data.pg.wire;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.ArgumentType.Scalar;
import dev.weir.data.database.DatabaseFault;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes arguments as text of no declared type, as node-postgres under Prisma's adapter does: the
 * server infers the type from the place, so the same text serves {@code int4}, {@code numeric} and
 * {@code text}.
 */
final class Arguments {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** Past this a decimal is written with its exponent: the plain text would be all zeros. */
    private static final int MOST_PLAIN_SCALE = 20_000;

    private static final int MOST_DIMENSIONS = 6;

    private Arguments() {}

    /** Writes an argument with its length before it. */
    static void write(WireWriter out, @Nullable Object value, ArgumentType type) {
        if (value == null) {
            out.int32(-1);
            return;
        }
        int start = out.beginUntyped();
        if (value instanceof List<?> list) {
            array(out, list, type, 1);
        } else {
            scalar(out, value, type);
        }
        out.endValue(start);
    }

    private static void scalar(WireWriter out, Object value, ArgumentType type) {
        switch (value) {
            case String text -> text(out, text, type);
            case Long number -> out.decimal(number);
            case Integer number -> out.decimal(number);
            case Boolean truth -> out.ascii(truth ? "true" : "false");
            case Double number -> out.ascii(floating(number));
            case BigDecimal number ->
                    out.ascii(
                            Math.abs((long) number.scale()) > MOST_PLAIN_SCALE
                                    ? number.toString()
                                    : number.toPlainString());
            case Instant instant -> moment(out, instant.atOffset(ZoneOffset.UTC), type);
            case byte[] bytes -> hex(out, bytes);
            default -> throw fault("an argument of a kind that has no text form");
        }
    }

    private static void text(WireWriter out, String text, ArgumentType type) {
        if (type.scalar() == Scalar.DATETIME) {
            OffsetDateTime moment = moment(text);
            if (moment != null) {
                moment(out, moment, type);
                return;
            }
        } else if (type.scalar() == Scalar.BYTES) {
            hex(out, base64(text));
            return;
        }
        if (text.indexOf('\0') >= 0) {
            throw fault("an argument holds a zero character, which the database's text cannot");
        }
        out.text(text);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw fault("an argument of bytes is not base64");
        }
    }

    /**
     * Null when it is no moment in an ISO form: the server may still know it, or says what is
     * wrong.
     */
    private static @Nullable OffsetDateTime moment(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
            }
            int time = text.indexOf('T');
            if (time < 0) {
                return null;
            }
            boolean zoned =
                    text.endsWith("Z")
                            || text.indexOf('+', time) > 0
                            || text.indexOf('-', time) > 0;
            return zoned
                    ? OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC)
                    : LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static void moment(WireWriter out, OffsetDateTime moment, ArgumentType type) {
        String databaseType = type.databaseType() == null ? "" : type.databaseType();
        boolean time = !databaseType.equals("DATE");
        boolean date = !databaseType.equals("TIME") && !databaseType.equals("TIMETZ");
        boolean beforeChrist = date && moment.getYear() <= 0;
        if (date) {
            int year = beforeChrist ? 1 - moment.getYear() : moment.getYear();
            padded(out, year, 4);
            out.int8('-');
            padded(out, moment.getMonthValue(), 2);
            out.int8('-');
            padded(out, moment.getDayOfMonth(), 2);
        }
        if (time) {
            if (date) {
                out.int8(' ');
            }
            padded(out, moment.getHour(), 2);
            out.int8(':');
            padded(out, moment.getMinute(), 2);
            out.int8(':');
            padded(out, moment.getSecond(), 2);
            fraction(out, moment.getNano());
        }
        if (beforeChrist) {
            out.ascii(" BC");
        }
    }

    private static void fraction(WireWriter out, int nanos) {
        if (nanos == 0) {
            return;
        }
        out.int8('.');
        if (nanos % 1_000_000 == 0) {
            padded(out, nanos / 1_000_000, 3);
        } else if (nanos % 1_000 == 0) {
            padded(out, nanos / 1_000, 6);
        } else {
            padded(out, nanos, 9);
        }
    }

    private static void padded(WireWriter out, int value, int width) {
        for (int power = 10, digits = 1; digits < width; digits++, power *= 10) {
            if (value < power) {
                out.int8('0');
            }
        }
        out.decimal(value);
    }

    /** A whole number without its {@code .0}: a place of an integer type takes no other. */
    private static String floating(double number) {
        if (number == Math.rint(number)
                && Math.abs(number) < 1e15
                && 1 / number != Double.NEGATIVE_INFINITY) {
            return Long.toString((long) number);
        }
        return Double.toString(number);
    }

    private static void hex(WireWriter out, byte[] bytes) {
        out.int8('\\');
        out.int8('x');
        for (byte b : bytes) {
            out.int8(HEX[(b >> 4) & 15]);
            out.int8(HEX[b & 15]);
        }
    }

    private static void array(WireWriter out, List<?> list, ArgumentType type, int depth) {
        if (depth > MOST_DIMENSIONS) {
            throw fault("an argument is an array of more than " + MOST_DIMENSIONS + " dimensions");
        }
        out.int8('{');
        String separator = "";
        for (Object element : list) {
            out.ascii(separator);
            separator = ",";
            switch (element) {
                case null -> out.ascii("NULL");
                case List<?> nested -> array(out, nested, type, depth + 1);
                default -> quoted(out, element, type);
            }
        }
        out.int8('}');
    }

    private static void quoted(WireWriter out, Object element, ArgumentType type) {
        WireWriter plain = new WireWriter();
        scalar(plain, element, type);
        out.int8('"');
        byte[] bytes = plain.array();
        for (int i = 0; i < plain.length(); i++) {
            if (bytes[i] == '"' || bytes[i] == '\\') {
                out.int8('\\');
            }
            out.int8(bytes[i]);
        }
        out.int8('"');
    }

    private static DatabaseFault fault(String message) {
        return new DatabaseFault(DatabaseFault.Kind.ARGUMENT, "", message, Map.of());
    }
}
