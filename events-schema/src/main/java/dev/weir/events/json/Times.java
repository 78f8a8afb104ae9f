package dev.weir.events.json;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads times as {@link Instant#parse} and {@link Duration#parse} do. Those spend more on a usage
 * record than all its other fields take, so the form that facts are written in is read by hand, and
 * only what looks otherwise is left to them: they decide what is a time and what is not.
 */
final class Times {
    private static final int SECONDS_OF_MINUTE = 60;
    private static final int SECONDS_OF_HOUR = 3_600;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int MOST_DIGITS = 9;
    private static final int SHORTEST_INSTANT = "2026-01-31T12:00:00Z".length();
    private static final int NOT_A_NUMBER = -1;

    private Times() {}

    /**
     * An instant such as {@code 2026-01-31T12:00:00.5Z}.
     *
     * @throws java.time.DateTimeException when it is none
     */
    static Instant instant(String text) {
        int end = text.length() - 1;
        if (end < SHORTEST_INSTANT - 1 || text.charAt(end) != 'Z') return Instant.parse(text);
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        int nanos = end == 19 ? 0 : fraction(text, 19, end);
        boolean usual =
                (year | month | day | hour | minute | second | nanos) >= 0
                        && hour < 24
                        && minute < 60
                        && second < 60
                        && text.charAt(4) == '-'
                        && text.charAt(7) == '-'
                        && text.charAt(10) == 'T'
                        && text.charAt(13) == ':'
                        && text.charAt(16) == ':';
        if (!usual) return Instant.parse(text);
        long days = LocalDate.of(year, month, day).toEpochDay();
        int ofDay = hour * SECONDS_OF_HOUR + minute * SECONDS_OF_MINUTE + second;
        return Instant.ofEpochSecond(days * SECONDS_OF_DAY + ofDay, nanos);
    }

    /**
     * A duration such as {@code PT2M1.5S}.
     *
     * @throws java.time.DateTimeException when it is none
     */
    static Duration duration(String text) {
        if (!text.startsWith("PT")) return Duration.parse(text);
        long seconds = 0;
        int at = 2;
        int largest = SECONDS_OF_DAY;
        while (at < text.length()) {
            int end = afterDigits(text, at);
            int number = digits(text, at, end);
            if (number < 0 || end == text.length()) return Duration.parse(text);
            char unit = text.charAt(end);
            if (unit == '.' && largest > 1) return ofFraction(text, seconds + number, end);
            int scale = secondsOf(unit);
            // Each unit once, the larger one first.
            if (scale == NOT_A_NUMBER || scale >= largest) return Duration.parse(text);
            seconds += (long) number * scale;
            largest = scale;
            at = end + 1;
        }
        return largest == SECONDS_OF_DAY ? Duration.parse(text) : Duration.ofSeconds(seconds);
    }

    private static Duration ofFraction(String text, long seconds, int point) {
        int last = text.length() - 1;
        int nanos = text.charAt(last) == 'S' ? fraction(text, point, last) : NOT_A_NUMBER;
        return nanos < 0 ? Duration.parse(text) : Duration.ofSeconds(seconds, nanos);
    }

    private static int secondsOf(char unit) {
        return switch (unit) {
            case 'H' -> SECONDS_OF_HOUR;
            case 'M' -> SECONDS_OF_MINUTE;
            case 'S' -> 1;
            default -> NOT_A_NUMBER;
        };
    }

    /** The nanoseconds of a point and one to nine digits. */
    private static int fraction(String text, int point, int to) {
        if (text.charAt(point) != '.') return NOT_A_NUMBER;
        int nanos = digits(text, point + 1, to);
        if (nanos < 0) return NOT_A_NUMBER;
        for (int count = to - point - 1; count < MOST_DIGITS; count++) nanos *= 10;
        return nanos;
    }

    /** The number of one to nine digits. */
    private static int digits(String text, int from, int to) {
        if (to == from || to - from > MOST_DIGITS) return NOT_A_NUMBER;
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return NOT_A_NUMBER;
            number = number * 10 + digit;
        }
        return number;
    }

    private static int afterDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        return at;
    }
}
