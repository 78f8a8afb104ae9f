package dev.weir.data.pg.wire;

import dev.weir.data.database.TextRows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the server's text of a value into the form that the port promises. */
final class Cells {
    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Cells() {}

    /**
     * Reads a value.
     *
     * @throws ProtocolFault when the text is not one of its type
     */
    static Object read(PgType type, byte[] bytes, int from, int to) {
        return type.list()
                ? new ArrayReader(type.form(), bytes, from, to).read()
                : read(type.form(), bytes, from, to);
    }

    static Object read(Form form, byte[] bytes, int from, int to) {
        return switch (form) {
            case BOOLEAN -> from < to && bytes[from] == 't';
            case INT32 -> Math.toIntExact(integer(bytes, from, to));
            case INT64 -> integer(bytes, from, to);
            case FLOAT, DOUBLE -> floating(bytes, from, to);
            case MONEY -> money(bytes, from, to);
            case TIMESTAMP -> timestamp(bytes, from, to);
            case TIME -> time(bytes, from, to);
            case BYTES -> unhex(bytes, from, to);
            case DECIMAL, TEXT, ENUM, JSON, UUID, DATE, OTHER -> text(bytes, from, to);
        };
    }

    /** For ASCII the JDK copies without decoding. */
    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static String latin(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static long integer(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        if (at >= to || to - at > 19) {
            throw new ProtocolFault("the server sent an integer that is none");
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolFault("the server sent an integer that is none");
            }
            value = value * 10 - digit;
        }
        if (value > 0 || (!negative && value == Long.MIN_VALUE)) {
            throw new ProtocolFault("the server sent an integer past 64 bits");
        }
        return negative ? value : -value;
    }

    /**
     * Up to 15 digits and a power of ten up to 15 are exact in a double, so one division rounds
     * once and correctly; everything else goes the JDK's way.
     */
    private static Double floating(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            int c = bytes[at];
            if (c >= '0' && c <= '9' && count < EXACT_DIGITS) {
                digits = digits * 10 + (c - '0');
                count++;
            } else if (c == '.' && point < 0) {
                point = at;
            } else {
                return slowFloating(bytes, from, to);
            }
        }
        if (count == 0) {
            return slowFloating(bytes, from, to);
        }
        double value = point < 0 ? digits : digits / POWERS_OF_TEN[to - point - 1];
        return negative ? -value : value;
    }

    private static Double slowFloating(byte[] bytes, int from, int to) {
        try {
            return Double.valueOf(latin(bytes, from, to));
        } catch (NumberFormatException e) {
            throw new ProtocolFault("the server sent a floating-point number that is none");
        }
    }

    /**
     * The plain number of an amount. The server writes amounts by its {@code lc_monetary}: a
     * separator with at most two digits behind it is the decimal mark, all others group.
     */
    private static String money(byte[] bytes, int from, int to) {
        StringBuilder plain = new StringBuilder(to - from);
        int mark = -1;
        int digitsAfter = 0;
        for (int at = from; at < to; at++) {
            int c = bytes[at];
            if (c == '-' || c == '(') {
                plain.insert(0, '-');
            } else if (c >= '0' && c <= '9') {
                plain.append((char) c);
                digitsAfter++;
            } else if ((c == '.' || c == ',') && !plain.isEmpty()) {
                mark = plain.length();
                digitsAfter = 0;
            }
        }
        if (mark >= 0 && digitsAfter <= 2 && digitsAfter > 0) {
            plain.insert(plain.length() - digitsAfter, '.');
        }
        return plain.toString();
    }

    /**
     * {@code 2020-01-31 23:59:59.5+00} becomes {@code 2020-01-31T23:59:59.5+00:00}. The session's
     * zone is UTC. Infinity and years before Christ have no such form: they stay as they are.
     */
    private static String timestamp(byte[] bytes, int from, int to) {
        int space = -1;
        for (int at = from; at < to; at++) {
            if (bytes[at] == ' ') {
                space = at;
                break;
            }
        }
        if (space < 0 || bytes[to - 1] == 'C') {
            return latin(bytes, from, to);
        }
        int end = to;
        for (int at = space + 1; at < to; at++) {
            if (bytes[at] == '+' || bytes[at] == '-') {
                end = at;
                break;
            }
        }
        if (end < to && !isZero(bytes, end + 1, to)) {
            return otherZone(bytes, from, space, end, to);
        }
        byte[] target = new byte[end - from + 6];
        System.arraycopy(bytes, from, target, 0, end - from);
        target[space - from] = 'T';
        int at = end - from;
        target[at] = '+';
        target[at + 1] = '0';
        target[at + 2] = '0';
        target[at + 3] = ':';
        target[at + 4] = '0';
        target[at + 5] = '0';
        return latin(target, 0, target.length);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != '0' && bytes[at] != ':') {
                return false;
            }
        }
        return true;
    }

    /** Only after the application itself has set another time zone in its session. */
    private static String otherZone(byte[] bytes, int from, int space, int zone, int to) {
        String shift = latin(bytes, zone, to);
        return latin(bytes, from, space)
                + 'T'
                + latin(bytes, space + 1, zone)
                + (shift.length() == 3 ? shift + ":00" : shift);
    }

    /** Without the zone that a {@code timetz} carries. */
    private static String time(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '+' || bytes[at] == '-') {
                return latin(bytes, from, at);
            }
        }
        return latin(bytes, from, to);
    }

    /**
     * The {@code hex} form, or the {@code escape} form if the application asked the server for it.
     */
    private static byte[] unhex(byte[] bytes, int from, int to) {
        if (to - from < 2 || bytes[from] != '\\' || bytes[from + 1] != 'x') {
            return unescape(bytes, from, to);
        }
        if ((to - from) % 2 != 0) {
            throw new ProtocolFault("the server sent bytes that are no hexadecimal digits");
        }
        byte[] target = new byte[(to - from - 2) / 2];
        for (int i = 0; i < target.length; i++) {
            int high = digit(bytes[from + 2 + 2 * i]);
            int low = digit(bytes[from + 3 + 2 * i]);
            if ((high | low) < 0) {
                throw new ProtocolFault("the server sent bytes that are no hexadecimal digits");
            }
            target[i] = (byte) (high << 4 | low);
        }
        return target;
    }

    private static byte[] unescape(byte[] bytes, int from, int to) {
        byte[] target = new byte[to - from];
        int count = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] != '\\') {
                target[count++] = bytes[at];
            } else if (at + 1 < to && bytes[at + 1] == '\\') {
                target[count++] = '\\';
                at++;
            } else if (at + 3 < to) {
                target[count++] =
                        (byte)
                                ((bytes[at + 1] - '0') << 6
                                        | (bytes[at + 2] - '0') << 3
                                        | (bytes[at + 3] - '0'));
                at += 3;
            } else {
                throw new ProtocolFault("the server sent bytes that end within an escape");
            }
        }
        return Arrays.copyOf(target, count);
    }

    private static int digit(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /**
     * Reads a row.
     *
     * @param types one per column
     */
    static @Nullable Object[] row(PgType[] types, byte[] bytes, int from, int to) {
        if (to - from < 2 || Framer.int16(bytes, from) != types.length) {
            throw new ProtocolFault("the server sent a row with another number of columns");
        }
        @Nullable Object[] cells = new Object[types.length];
        int at = from + 2;
        for (int i = 0; i < cells.length; i++) {
            if (to - at < 4) {
                throw new ProtocolFault("the server sent a row that ends early");
            }
            int length = Framer.int32(bytes, at);
            at += 4;
            if (length < -1 || length > to - at) {
                throw new ProtocolFault("the server sent a row that ends early");
            }
            if (length >= 0) {
                cells[i] = read(types[i], bytes, at, at + length);
                at += length;
            }
        }
        return cells;
    }

    /**
     * Checks that a row has that many cells within its bounds.
     *
     * @throws ProtocolFault when it has not
     */
    static void check(int count, byte[] bytes, int from, int to) {
        if (to - from < 2 || Framer.int16(bytes, from) != count) {
            throw new ProtocolFault("the server sent a row with another number of columns");
        }
        int at = from + 2;
        for (int i = 0; i < count; i++) {
            int length = to - at < 4 ? Integer.MAX_VALUE : Framer.int32(bytes, at);
            if (length < -1 || length > to - at - 4) {
                throw new ProtocolFault("the server sent a row that ends early");
            }
            at += 4 + Math.max(0, length);
        }
    }

    /** Hands a row's text over; only of a row that was checked. */
    static void hand(int count, byte[] bytes, int from, TextRows rows) {
        rows.row();
        int at = from + 2;
        for (int i = 0; i < count; i++) {
            int length = Framer.int32(bytes, at);
            at += 4;
            if (length < 0) {
                rows.nothing();
            } else {
                rows.cell(bytes, at, at + length);
                at += length;
            }
        }
    }
}
