package dev.weir.data.plan;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Moments as databases write them, and as JavaScript does: UTC with milliseconds. */
final class DateTimes {
    /** Groups: year, month, day, hour, minute, second, fraction, zone. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([+-]?\\d{4,6})-(\\d{2})-(\\d{2}))?(?:[T ]?(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,12}))?)?(Z|[+-]\\d{2}(?::?\\d{2}){0,2})?)?");

    private static final String UTC = "+00:00";
    private static final int DATE_AND_TIME = 19;
    private static final byte[] ZEROS_AND_ZONE = "000Z".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_YEAR = 9999;
    private static final String BEFORE_CHRIST = " BC";

    /** The moments that JavaScript knows are at most so far from 1970. */
    private static final long MOST_MILLIS = 8_640_000_000_000_000L;

    private DateTimes() {}

    /** The moment as JavaScript writes it, for example {@code 2020-01-31T23:59:59.123Z}. */
    static String text(Instant moment) {
        var time = moment.atOffset(ZoneOffset.UTC);
        int year = time.getYear();
        var text = new StringBuilder(27);
        if (year < 0 || year > LONGEST_YEAR) {
            text.append(year < 0 ? '-' : '+');
            digits(text, Math.abs(year), 6);
        } else {
            digits(text, year, 4);
        }
        digits(text.append('-'), time.getMonthValue(), 2);
        digits(text.append('-'), time.getDayOfMonth(), 2);
        digits(text.append('T'), time.getHour(), 2);
        digits(text.append(':'), time.getMinute(), 2);
        digits(text.append(':'), time.getSecond(), 2);
        digits(text.append('.'), time.getNano() / 1_000_000, 3);
        return text.append('Z').toString();
    }

    private static void digits(StringBuilder text, int value, int count) {
        var digits = Integer.toString(value);
        text.repeat('0', count - digits.length()).append(digits);
    }

    /**
     * A moment that a database wrote: a date, a time of 1970-01-01, or both; in UTC unless it names
     * a zone. Cut off to milliseconds. Null if it is none, or none that JavaScript knows.
     */
    static @Nullable Instant parse(String text) {
        boolean beforeChrist = text.endsWith(BEFORE_CHRIST);
        var form =
                FORM.matcher(
                        beforeChrist
                                ? text.substring(0, text.length() - BEFORE_CHRIST.length())
                                : text);
        if (text.isEmpty() || !form.matches()) {
            return null;
        }
        try {
            int nanos = number(form, 7, 0);
            var local =
                    LocalDateTime.of(
                            beforeChrist ? 1 - number(form, 1, 1970) : number(form, 1, 1970),
                            number(form, 2, 1),
                            number(form, 3, 1),
                            number(form, 4, 0),
                            number(form, 5, 0),
                            number(form, 6, 0),
                            nanos);
            var moment = local.toInstant(zone(form.group(8)));
            return Math.abs(moment.toEpochMilli()) > MOST_MILLIS ? null : moment;
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static int number(Matcher form, int group, int otherwise) {
        var digits = form.group(group);
        if (digits == null) {
            return otherwise;
        }
        return group == 7
                ? Integer.parseInt((digits + "00").substring(0, 3)) * 1_000_000
                : Integer.parseInt(digits);
    }

    private static ZoneOffset zone(@Nullable String zone) {
        if (zone == null || zone.equals("Z")) {
            return ZoneOffset.UTC;
        }
        return ZoneOffset.of(zone);
    }

    /**
     * The text, if JavaScript reads it as the same moment, and else the moment in JavaScript's
     * form; null if it is no moment that JavaScript knows, such as {@code infinity}.
     */
    static @Nullable String readable(String text) {
        boolean plain =
                text.length() > 4
                        && text.charAt(4) == '-'
                        && areDigits(text, 0, 4)
                        && !text.endsWith(BEFORE_CHRIST);
        if (plain) return text;
        var moment = parse(text);
        return moment == null ? null : text(moment);
    }

    /**
     * Writes what a database wrote in JavaScript's form.
     *
     * @return false if it is no moment: nothing is written then
     */
    static boolean write(String text, JsonOutput out) {
        int end = endOfUtc(text);
        if (end >= 0) {
            int fraction = Math.clamp(end - DATE_AND_TIME - 1, 0, 3);
            out.ascii(text, 0, DATE_AND_TIME)
                    .raw('.')
                    .ascii(text, DATE_AND_TIME + 1, DATE_AND_TIME + 1 + fraction)
                    .raw(ZEROS_AND_ZONE, fraction, ZEROS_AND_ZONE.length - fraction);
            return true;
        }
        var moment = parse(text);
        if (moment == null) {
            return false;
        }
        out.raw(text(moment));
        return true;
    }

    /**
     * Where the zone begins, if it is {@code yyyy-MM-ddTHH:mm:ss[.digits]} and then {@code Z} or
     * {@code +00:00}; else -1.
     */
    private static int endOfUtc(String text) {
        int length = text.length();
        if (length <= DATE_AND_TIME) {
            return -1;
        }
        int end =
                text.charAt(length - 1) == 'Z'
                        ? length - 1
                        : text.endsWith(UTC) ? length - UTC.length() : -1;
        boolean whole = end == DATE_AND_TIME;
        boolean parts =
                end > DATE_AND_TIME + 1
                        && text.charAt(DATE_AND_TIME) == '.'
                        && areDigits(text, DATE_AND_TIME + 1, end);
        return (whole || parts) && isDateAndTime(text) ? end : -1;
    }

    private static boolean isDateAndTime(String text) {
        return areDigits(text, 0, 4)
                && text.charAt(4) == '-'
                && areDigits(text, 5, 7)
                && text.charAt(7) == '-'
                && areDigits(text, 8, 10)
                && text.charAt(10) == 'T'
                && areDigits(text, 11, 13)
                && text.charAt(13) == ':'
                && areDigits(text, 14, 16)
                && text.charAt(16) == ':'
                && areDigits(text, 17, DATE_AND_TIME);
    }

    private static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
