package dev.weir.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One key of a process's configuration. {@code node.id} is read from the environment variable
 * {@code WEIR_NODE_ID}, else from the file that {@code WEIR_NODE_ID_FILE} names, else from the
 * settings file's line {@code node.id=…}, else has its default.
 *
 * <p>The factories make required settings; {@link #orElse} and {@link #optional} make them
 * otherwise: {@code Setting.duration("lease.time", "…").orElse("6s")}.
 *
 * @param key lower-case words parted by dots and hyphens
 * @param defaultText the default as one would write it; null: the key is required
 * @param secret whether its value must never be printed
 * @param form what may be written, its unit and bounds included, for {@code docs/configuration.md}:
 *     {@code whole number, 1 to 9}
 * @param parse throws {@link IllegalArgumentException} with the rule that the text breaks
 * @param description one sentence for {@code docs/configuration.md}
 */
public record Setting<T>(
        String key,
        @Nullable String defaultText,
        boolean secret,
        String form,
        Function<String, T> parse,
        String description) {
    private static final Pattern KEY =
            Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*)*");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?(B|KiB|MiB|GiB)?");

    /** Refuses a key of another form. */
    public Setting {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "setting key must be lower-case words parted by dots and hyphens: " + key);
        }
    }

    /** The environment variable that sets it. */
    public String variable() {
        return "WEIR_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The environment variable that names a file whose content sets it. */
    public String fileVariable() {
        return variable() + "_FILE";
    }

    /** The same, but with a default, written as one would write the value. */
    public Setting<T> orElse(String text) {
        return new Setting<>(key, text, secret, form, parse, description);
    }

    /** The same, but empty when it is not set, or set to nothing. */
    public Setting<Optional<T>> optional() {
        return new Setting<>(
                key,
                "",
                secret,
                form,
                text -> text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text)),
                description);
    }

    /** A text that is not empty. */
    public static Setting<String> text(String key, String description) {
        return new Setting<>(key, null, false, "text", Setting::notEmpty, description);
    }

    /** A text with a form of its own; {@code parse} throws an IllegalArgumentException. */
    public static <T> Setting<T> of(String key, Function<String, T> parse, String description) {
        return new Setting<>(key, null, false, "text", parse, description);
    }

    /** A text that is never printed, of at least so many characters. */
    public static Setting<Secret> secret(String key, int minLength, String description) {
        return new Setting<>(
                key,
                null,
                true,
                "text of at least " + minLength + (minLength == 1 ? " character" : " characters"),
                text -> {
                    if (text.length() < minLength) {
                        throw new IllegalArgumentException(
                                "must have at least " + minLength + " characters");
                    }
                    return new Secret(text);
                },
                description);
    }

    /** A whole number within bounds, both inclusive. */
    public static Setting<Integer> integer(String key, int min, int max, String description) {
        return new Setting<>(
                key,
                null,
                false,
                "whole number, " + min + " to " + max,
                text -> (int) number(text, min, max, "a whole number"),
                description);
    }

    /** A TCP port to listen on; 0 lets the system choose. */
    public static Setting<Integer> port(String key, String description) {
        return new Setting<>(
                key,
                null,
                false,
                "port, 0 to 65535; 0 takes a free one",
                text -> (int) number(text, 0, 65_535, "a port"),
                description);
    }

    /** A positive time: {@code 500ms}, {@code 10s}, {@code 6m}, {@code 2h}, {@code 7d}, PT5S. */
    public static Setting<Duration> duration(String key, String description) {
        return new Setting<>(
                key, null, false, "time over 0, such as 10s", Setting::parseDuration, description);
    }

    /** A positive number of bytes: {@code 512}, {@code 64KiB}, {@code 16MiB}, {@code 1GiB}. */
    public static Setting<Long> size(String key, String description) {
        return new Setting<>(
                key, null, false, "bytes over 0, such as 16MiB", Setting::parseSize, description);
    }

    /** {@code true} or {@code false}. */
    public static Setting<Boolean> bool(String key, String description) {
        return new Setting<>(
                key,
                null,
                false,
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw new IllegalArgumentException("must be true or false");
                        },
                description);
    }

    /** A word among an enum's, written in lower case with hyphens. */
    public static <E extends Enum<E>> Setting<E> word(
            String key, Class<E> type, String description) {
        return new Setting<>(
                key,
                null,
                false,
                words(type),
                text ->
                        Arrays.stream(type.getEnumConstants())
                                .filter(constant -> asWord(constant).equals(text))
                                .findFirst()
                                .orElseThrow(() -> notAmong(type)),
                description);
    }

    /** An absolute URI with one of the schemes. */
    public static Setting<URI> uri(String key, List<String> schemes, String description) {
        return new Setting<>(
                key,
                null,
                false,
                "URL, " + String.join(" or ", schemes),
                text -> parseUri(text, schemes),
                description);
    }

    /** Values parted by commas, at least one; {@code each} reads one. */
    public static <T> Setting<List<T>> list(
            String key, Function<String, T> each, String description) {
        return new Setting<>(
                key,
                null,
                false,
                "list, parted by commas",
                text ->
                        Arrays.stream(notEmpty(text).split(",", -1))
                                .map(String::strip)
                                .map(Setting::notEmpty)
                                .map(each)
                                .toList(),
                description);
    }

    private static String notEmpty(String text) {
        if (text.isEmpty()) throw new IllegalArgumentException("must not be empty");
        return text;
    }

    private static long number(String text, long min, long max, String what) {
        String rule = "must be " + what + " from " + min + " to " + max;
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rule, e);
        }
        throw new IllegalArgumentException(rule);
    }

    private static Duration parseDuration(String text) {
        String rule = "must be a positive time such as 500ms, 10s, 6m, 2h, 7d or PT5S";
        Duration duration;
        var matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            duration =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    };
        } else {
            try {
                duration = Duration.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(rule, e);
            }
        }
        if (!duration.isPositive()) throw new IllegalArgumentException(rule);
        return duration;
    }

    private static long parseSize(String text) {
        String rule = "must be a positive size such as 512, 64KiB, 16MiB or 1GiB";
        var matcher = SIZE.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException(rule);
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        int shift =
                switch (unit == null ? "B" : unit) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        if (amount == 0 || amount > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException(rule);
        }
        return amount << shift;
    }

    private static URI parseUri(String text, List<String> schemes) {
        String rule = "must be a URL beginning with " + String.join(" or ", schemes) + "://";
        try {
            var uri = new URI(text);
            if (uri.getScheme() != null && schemes.contains(uri.getScheme())) return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(rule, e);
        }
        throw new IllegalArgumentException(rule);
    }

    private static String asWord(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(Setting::asWord)
                .collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> IllegalArgumentException notAmong(Class<E> type) {
        return new IllegalArgumentException("must be one of " + words(type));
    }
}
