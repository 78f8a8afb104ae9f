package dev.weir.data.plan;

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
    private static final int LONGEST_YEAR = 9999;

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
     * a zone. Cut off to milliseconds. Null if it is none.
     */
    static @Nullable Instant parse(String text) {
        var form = FORM.matcher(text);
        if (text.isEmpty() || !form.matches()) {
            return null;
        }
        try {
            int nanos = number(form, 7, 0);
            var local =
                    LocalDateTime.of(
                            number(form, 1, 1970),
                            number(form, 2, 1),
                            number(form, 3, 1),
                            number(form, 4, 0),
                            number(form, 5, 0),
                            number(form, 6, 0),
                            nanos);
            return local.toInstant(zone(form.group(8)));
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
     * Writes what a database wrote in JavaScript's form.
     *
     * @return false if it is no moment: nothing is written then
     */
    static boolean write(String text, JsonOutput out) {
        if (isUtc(text)) {
            out.raw(text.substring(0, DATE_AND_TIME)).raw('.');
            int end = text.length() - (text.endsWith(UTC) ? UTC.length() : 1);
            for (int i = DATE_AND_TIME + 1; i < DATE_AND_TIME + 4; i++) {
                out.raw(i < end ? text.charAt(i) : '0');
            }
            out.raw('Z');
            return true;
        }
        var moment = parse(text);
        if (moment == null) {
            return false;
        }
        out.raw(text(moment));
        return true;
    }

    /** Whether it is {@code yyyy-MM-ddTHH:mm:ss[.digits]} and then {@code Z} or {@code +00:00}. */
    private static boolean isUtc(String text) {
        int end =
                text.endsWith(UTC)
                        ? text.length() - UTC.length()
                        : text.endsWith("Z") ? text.length() - 1 : -1;
        if (end < DATE_AND_TIME || end == DATE_AND_TIME + 1) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean fits =
                    switch (i) {
                        case 4, 7 -> c == '-';
                        case 10 -> c == 'T';
                        case 13, 16 -> c == ':';
                        case DATE_AND_TIME -> c == '.';
                        default -> c >= '0' && c <= '9';
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
