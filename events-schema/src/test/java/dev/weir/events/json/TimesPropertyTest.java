package dev.weir.events.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** It reads as the JDK does: the same value, or none. */
class TimesPropertyTest {
    @Property
    void readsEveryInstantAsItIsWritten(@ForAll Instant instant) {
        assertThat(Times.instant(instant.toString())).isEqualTo(instant);
    }

    @Property
    void readsEveryDurationAsItIsWritten(@ForAll Duration duration) {
        assertThat(Times.duration(duration.toString())).isEqualTo(duration);
    }

    @Property
    void readsDurationsOfFacts(@ForAll("amounts") Duration duration) {
        assertThat(Times.duration(duration.toString())).isEqualTo(duration);
    }

    @Property(tries = 5_000)
    void readsAnAlmostInstantAsTheJdkDoes(@ForAll("almostInstants") String text) {
        assertThat(read(Times::instant, text)).isEqualTo(read(Instant::parse, text));
    }

    @Property(tries = 5_000)
    void readsAnAlmostDurationAsTheJdkDoes(@ForAll("almostDurations") String text) {
        assertThat(read(Times::duration, text)).isEqualTo(read(Duration::parse, text));
    }

    @Example
    void readsOddFormsAsTheJdkDoes() {
        for (var text :
                new String[] {
                    "2026-02-29T12:00:00Z",
                    "2024-02-29T23:59:59.999999999Z",
                    "2026-01-31T24:00:00Z",
                    "2026-01-31T12:00:60Z",
                    "2026-06-30T23:59:60Z",
                    "2026-01-31T12:00:00.Z",
                    "2026-01-31T12:00:00.1234567890Z",
                    "2026-01-31T12:00Z",
                    "2026-01-31t12:00:00z",
                    "2026-01-31T12:00:00+02:00",
                    "0000-01-01T00:00:00Z",
                    "+12026-01-31T12:00:00Z",
                    "-2026-01-31T12:00:00Z",
                    "٢٠٢٦-01-31T12:00:00Z",
                    ""
                }) {
            assertThat(read(Times::instant, text)).as(text).isEqualTo(read(Instant::parse, text));
        }
        for (var text :
                new String[] {
                    "PT",
                    "P1D",
                    "P1DT1H",
                    "PT1H1H",
                    "PT1S1M",
                    "PT1.5M",
                    "PT1.S",
                    "PT.5S",
                    "PT-1S",
                    "PT1H-5M",
                    "pt1s",
                    "PT1",
                    "PT1M1.5S",
                    "PT0.000000001S",
                    "PT1.0000000001S",
                    "PT9999999999S",
                    "PT1.5S1S",
                    "PT+1S",
                    "-PT1S",
                    "PT1H0S",
                    ""
                }) {
            assertThat(read(Times::duration, text)).as(text).isEqualTo(read(Duration::parse, text));
        }
    }

    private static <T> Optional<T> read(Function<String, T> parse, String text) {
        try {
            return Optional.of(parse.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<Duration> amounts() {
        return Arbitraries.longs().between(0, Duration.ofDays(30).toNanos()).map(Duration::ofNanos);
    }

    @Provide
    Arbitrary<String> almostInstants() {
        return changed(
                Arbitraries.longs()
                        .between(0, 4_000_000_000_000L)
                        .map(milli -> Instant.ofEpochMilli(milli).toString()),
                "0123456789-:.TZz+ ");
    }

    @Provide
    Arbitrary<String> almostDurations() {
        return changed(amounts().map(Duration::toString), "0123456789PTDHMS.-+,");
    }

    /** One character of it is another one, or one more. */
    private static Arbitrary<String> changed(Arbitrary<String> texts, String characters) {
        var character = Arbitraries.chars().with(characters.toCharArray());
        return Combinators.combine(
                        texts,
                        character,
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(0, 1))
                .as((text, other, at, removed) -> {
                    int place = at % text.length();
                    return text.substring(0, place) + other + text.substring(place + removed);
                });
    }
}
