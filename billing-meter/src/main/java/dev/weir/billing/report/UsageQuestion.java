package dev.weir.billing.report;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What usage is asked for.
 *
 * @param from inclusive, a whole hour
 * @param to exclusive, a whole hour
 * @param environment only of this one
 * @param project only of this one
 * @param by what the lines are told apart by
 * @param asOf the ledger's sequence number to be answered from; empty: the newest
 */
public record UsageQuestion(
        Instant from,
        Instant to,
        Granularity granularity,
        Optional<EnvironmentId> environment,
        Optional<ProjectId> project,
        Grouping by,
        OptionalLong asOf) {
    /**
     * Reads a question as it stands in a URL's query. Without {@code from}, it is of the day (UTC)
     * that {@code now} is in; without {@code to}, until the end of the hour that {@code now} is in.
     *
     * @param parameter a parameter's value, if it is there
     */
    public static UsageQuestion parse(Function<String, Optional<String>> parameter, Instant now)
            throws InvalidQuestion {
        var granularity = granularity(parameter.apply("granularity").orElse("hour"));
        var day = now.truncatedTo(ChronoUnit.DAYS);
        var hourEnd = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        var from = hour("from", parameter.apply("from"), day);
        var to = hour("to", parameter.apply("to"), hourEnd);
        if (!from.isBefore(to)) {
            throw new InvalidQuestion("to", "must be after from: " + to + ", " + from);
        }
        if (Duration.between(from, to).compareTo(granularity.longest()) > 0) {
            throw new InvalidQuestion(
                    "from",
                    "must be at most "
                            + granularity.longest().toDays()
                            + " days before to at this granularity");
        }
        return new UsageQuestion(
                from,
                to,
                granularity,
                id("environment", parameter.apply("environment"), EnvironmentId::new),
                id("project", parameter.apply("project"), ProjectId::new),
                grouping(parameter.apply("by").orElse("environment")),
                asOf(parameter.apply("asOf")));
    }

    private static Grouping grouping(String text) throws InvalidQuestion {
        for (var grouping : Grouping.values()) if (grouping.word().equals(text)) return grouping;
        throw new InvalidQuestion("by", "must be environment, project, region or cluster");
    }

    /**
     * A sequence number as it stands in a URL's query.
     *
     * @throws InvalidQuestion when it is none
     */
    public static OptionalLong asOf(Optional<String> text) throws InvalidQuestion {
        if (text.isEmpty()) return OptionalLong.empty();
        try {
            long sequence = Long.parseLong(text.get());
            if (sequence >= 0) return OptionalLong.of(sequence);
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InvalidQuestion("asOf", "must be the asOf of an earlier answer");
    }

    private static Granularity granularity(String text) throws InvalidQuestion {
        for (var granularity : Granularity.values()) {
            if (granularity.name().toLowerCase(Locale.ROOT).equals(text)) return granularity;
        }
        throw new InvalidQuestion("granularity", "must be hour, day or month");
    }

    private static Instant hour(String name, Optional<String> text, Instant otherwise)
            throws InvalidQuestion {
        if (text.isEmpty()) return otherwise;
        Instant time;
        try {
            time =
                    text.get().length() == 10
                            ? LocalDate.parse(text.get()).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text.get()).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidQuestion(
                    name, "must be a date or a time like 2026-11-01 or 2026-11-01T13:00:00Z");
        }
        if (!time.equals(time.truncatedTo(ChronoUnit.HOURS))) {
            throw new InvalidQuestion(name, "must be a whole hour");
        }
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        if (year < 2000 || year > 2999) {
            throw new InvalidQuestion(name, "must be in the years 2000 to 2999");
        }
        return time;
    }

    private static <T> Optional<T> id(String name, Optional<String> text, Function<String, T> parse)
            throws InvalidQuestion {
        try {
            return text.map(parse);
        } catch (IllegalArgumentException e) {
            throw new InvalidQuestion(name, "is not an id: 1 to 40 of a-z, 0-9 and inner hyphens");
        }
    }
}
