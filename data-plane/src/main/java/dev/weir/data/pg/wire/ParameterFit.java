package dev.weir.data.pg.wire;

/**
 * Decides whether an argument means the same whatever type the server would give its parameter
 * today. A name at the server keeps the parameter types with which it was parsed; if a column's
 * type has changed since, the server reads the argument by the old type and converts the value.
 * Both ways lead to the same value where the argument's text is what the old type prints. Elsewhere
 * they may not, without an error: the offset of a {@code timestamp} is dropped, the time of day of
 * a {@code date}, digits of a {@code real}. Such arguments go with a statement that is parsed anew.
 */
final class ParameterFit {
    private static final int BOOL = 16;
    private static final int NAME = 19;
    private static final int INT8 = 20;
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int TEXT = 25;
    private static final int OID = 26;
    private static final int FLOAT4 = 700;
    private static final int FLOAT8 = 701;
    private static final int BPCHAR = 1042;
    private static final int VARCHAR = 1043;
    private static final int DATE = 1082;
    private static final int TIMESTAMP = 1114;
    private static final int NUMERIC = 1700;
    private static final int UUID = 2950;

    private static final int MAX_NAME = 63;
    private static final int EXACT_FLOAT4 = 6;
    private static final int EXACT_FLOAT8 = 15;
    private static final int MAX_DIGITS = 1_000;

    private static final String DATE_FORM = "dddd-dd-dd";
    private static final String TIMESTAMP_FORM = "dddd-dd-dd dd:dd:dd";
    private static final String UUID_FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    private ParameterFit() {}

    /**
     * Whether the argument's text, which stands in {@code bytes[from, to)}, may go with the type.
     */
    static boolean holds(int type, byte[] bytes, int from, int to) {
        return switch (type) {
            case TEXT, VARCHAR -> true;
            case INT2, INT4, INT8, OID -> isInteger(bytes, from, to, 19);
            case NUMERIC -> isInteger(bytes, from, to, MAX_DIGITS);
            case FLOAT4 -> isInteger(bytes, from, to, EXACT_FLOAT4);
            case FLOAT8 -> isInteger(bytes, from, to, EXACT_FLOAT8);
            case BOOL -> is("true", bytes, from, to) || is("false", bytes, from, to);
            case BPCHAR -> from == to || bytes[to - 1] != ' ';
            case NAME -> to - from <= MAX_NAME;
            case DATE -> to - from == DATE_FORM.length() && has(DATE_FORM, bytes, from);
            case TIMESTAMP -> isTimestamp(bytes, from, to);
            case UUID -> to - from == UUID_FORM.length() && has(UUID_FORM, bytes, from);
            default -> false;
        };
    }

    /** Digits without a leading zero, after a sign or none. */
    private static boolean isInteger(byte[] bytes, int from, int to, int digits) {
        int first = from < to && bytes[from] == '-' ? from + 1 : from;
        boolean plain = to - first == 1 || (first < to && bytes[first] != '0');
        boolean zero = to - first == 1 && bytes[first] == '0';
        if (!plain || to - first > digits || (zero && first > from)) {
            return false;
        }
        for (int at = first; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Seconds with a fraction that ends in no zero, or without one. */
    private static boolean isTimestamp(byte[] bytes, int from, int to) {
        int seconds = from + TIMESTAMP_FORM.length();
        if (to < seconds || !has(TIMESTAMP_FORM, bytes, from)) {
            return false;
        }
        if (to == seconds) {
            return true;
        }
        if (bytes[seconds] != '.' || to - seconds < 2 || to - seconds > 7 || bytes[to - 1] == '0') {
            return false;
        }
        for (int at = seconds + 1; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes have that form: d for a digit, x for a lower-case hexadecimal one. */
    private static boolean has(String form, byte[] bytes, int from) {
        for (int at = 0; at < form.length(); at++) {
            int found = bytes[from + at];
            boolean digit = found >= '0' && found <= '9';
            boolean fits =
                    switch (form.charAt(at)) {
                        case 'd' -> digit;
                        case 'x' -> digit || (found >= 'a' && found <= 'f');
                        default -> found == form.charAt(at);
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(String word, byte[] bytes, int from, int to) {
        if (to - from != word.length()) {
            return false;
        }
        for (int at = 0; at < word.length(); at++) {
            if (bytes[from + at] != word.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
