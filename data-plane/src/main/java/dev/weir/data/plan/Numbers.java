package dev.weir.data.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers in the forms of JavaScript and its decimals. */
final class Numbers {
    /** The largest integer that JavaScript's numbers hold exactly. */
    static final long MAX_SAFE = (1L << 53) - 1;

    private static final int PLAIN_DIGITS = 21;
    private static final int PLAIN_ZEROS = 6;
    private static final int LONG_DIGITS = 19;

    /** More than PostgreSQL's longest numeric; reading takes time by the square of the length. */
    private static final int LONGEST = 150_000;

    private Numbers() {}

    /** As JavaScript writes it to JSON: the shortest text; null for NaN and the infinities. */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return "null";
        }
        if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE) {
            return Long.toString((long) value);
        }
        return text(new BigDecimal(Double.toString(value)));
    }

    /**
     * As JavaScript writes the number of this value: no zeros at the end, and an exponent from
     * 10^21 on and below 10^-6.
     */
    static String text(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        var stripped = value.stripTrailingZeros();
        var digits = stripped.unscaledValue().abs().toString();
        long exponent = (long) digits.length() - stripped.scale() - 1;
        var text = new StringBuilder(digits.length() + 8);
        if (value.signum() < 0) {
            text.append('-');
        }
        if (exponent >= PLAIN_DIGITS || exponent < -PLAIN_ZEROS) {
            return scientific(text, digits, exponent);
        }
        return plain(text, digits, (int) exponent);
    }

    private static String scientific(StringBuilder text, String digits, long exponent) {
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        return text.append('e')
                .append(exponent < 0 ? '-' : '+')
                .append(Math.abs(exponent))
                .toString();
    }

    private static String plain(StringBuilder text, String digits, int exponent) {
        if (exponent < 0) {
            return text.append("0.").repeat('0', -exponent - 1).append(digits).toString();
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return text.append(digits).repeat('0', whole - digits.length()).toString();
        }
        return text.append(digits, 0, whole)
                .append('.')
                .append(digits, whole, digits.length())
                .toString();
    }

    /** The exact value of a number or of a number's text; null if it is none. */
    static @Nullable BigDecimal exact(@Nullable Object value) {
        return switch (value) {
            case BigDecimal number -> number;
            case Integer number -> BigDecimal.valueOf(number);
            case Long number -> BigDecimal.valueOf(number);
            case Double number ->
                    Double.isFinite(number) ? new BigDecimal(Double.toString(number)) : null;
            case String text -> parse(text);
            case null, default -> null;
        };
    }

    private static @Nullable BigDecimal parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /**
     * One form for all numbers of the same value: {@link Long} where it fits, else a {@link
     * BigDecimal} without zeros at its end, else the number itself.
     */
    static Object canonical(Number value) {
        if (value instanceof Long || value instanceof Integer) {
            return value.longValue();
        }
        var exact = exact(value);
        if (exact == null) {
            return value;
        }
        var stripped = exact.stripTrailingZeros();
        if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= LONG_DIGITS) {
            var whole = stripped.toBigInteger();
            if (whole.bitLength() < Long.SIZE) {
                return whole.longValue();
            }
        }
        return stripped;
    }

    /** The whole part, towards zero; null if it has more than 40 digits. */
    static @Nullable BigInteger whole(BigDecimal value) {
        long digits = (long) value.precision() - value.scale();
        // Below one it is not calculated: that would take a power of ten as long as the exponent.
        return digits > 40 ? null : digits <= 0 ? BigInteger.ZERO : value.toBigInteger();
    }
}
