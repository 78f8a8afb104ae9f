package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;

/** What is copied without being read is what reading it would have given. */
class DateTimesPropertyTest {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    @Property
    void momentsInUtcAreWrittenAsTheyAreRead(@ForAll("moments") String text) {
        var read = Objects.requireNonNull(DateTimes.parse(text));
        assertThat(written(text)).isEqualTo(DateTimes.text(read));
    }

    @Property
    void whatIsAlmostAMomentIsRefusedOrRead(
            @ForAll("moments") String text,
            @ForAll double place,
            @ForAll @CharRange(from = ' ', to = 'z') char instead) {
        var changed = new StringBuilder(text);
        changed.setCharAt((int) (Math.abs(place % 1) * text.length()), instead);
        var read = DateTimes.parse(changed.toString());
        if (read == null && hasOnlyItsNumbersWrong(changed.toString())) {
            return; // a database wrote it, so its month and day are not looked at
        }
        assertThat(written(changed.toString())).isEqualTo(read == null ? "" : DateTimes.text(read));
    }

    /** Whether it has the form, and a number in it that no month, day or hour has. */
    private static boolean hasOnlyItsNumbersWrong(String text) {
        return text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)");
    }

    @Property
    void readableTextIsReadAsTheSameMoment(
            @ForAll @LongRange(min = -62_167_219_200_000L, max = 8_640_000_000_000_000L)
                    long millis) {
        var moment = Instant.ofEpochMilli(millis);
        var text = DateTimes.text(moment).replace("+", "").replaceFirst("^0+(?=\\d{5})", "");

        var readable = Objects.requireNonNull(DateTimes.readable(text));

        assertThat(readable).isEqualTo(DateTimes.text(moment));
    }

    @Example
    void momentsThatJavaScriptDoesNotKnowAreNotReadable() {
        assertThat(DateTimes.readable("0044-03-15 BC")).isEqualTo("-000043-03-15T00:00:00.000Z");
        assertThat(DateTimes.readable("infinity")).isNull();
        assertThat(DateTimes.readable("-infinity")).isNull();
        assertThat(DateTimes.readable("290000-01-01")).isNull();
    }

    private static String written(String text) {
        var out = new JsonOutput(1_000);
        boolean isMoment = DateTimes.write(text, out);
        assertThat(isMoment).isEqualTo(out.length() > 0);
        return out.text();
    }

    @Provide
    Arbitrary<String> moments() {
        var seconds =
                Arbitraries.longs()
                        .between(
                                Instant.parse("0000-01-01T00:00:00Z").getEpochSecond(),
                                Instant.parse("9999-12-31T23:59:59Z").getEpochSecond())
                        .map(second -> LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC))
                        .map(SECONDS::format);
        var fraction =
                Arbitraries.strings()
                        .numeric()
                        .ofMaxLength(12)
                        .map(digits -> digits.isEmpty() ? "" : "." + digits);
        return Combinators.combine(seconds, fraction, Arbitraries.of("Z", "+00:00"))
                .as((a, b, c) -> a + b + c);
    }
}
