package dev.weir.billing.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageQuestionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T13:45:10Z");

    @Test
    void isOfThePresentDayByHourUnlessSaidOtherwise() throws InvalidQuestion {
        var question = parse(Map.of());

        assertThat(question)
                .isEqualTo(
                        new UsageQuestion(
                                Instant.parse("2026-11-23T00:00:00Z"),
                                Instant.parse("2026-11-23T14:00:00Z"),
                                Granularity.HOUR,
                                Optional.empty(),
                                Optional.empty(),
                                Grouping.ENVIRONMENT,
                                OptionalLong.empty()));
    }

    @Test
    void readsDatesAndTimesOfAnyZone() throws InvalidQuestion {
        var question = parse(Map.of("from", "2026-11-01", "to", "2026-11-02T01:00:00+01:00"));

        assertThat(question.from()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(question.to()).isEqualTo(Instant.parse("2026-11-02T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "from, yesterday",
        "from, 2026-11-01T13:30:00Z",
        "from, 2026-02-30",
        "from, +9999999-01-01T00:00:00Z",
        "from, 1999-12-31",
        "from, 2026-10-01",
        "to, 2026-11-23",
        "to, 2026-11-22",
        "granularity, week",
        "granularity, HOUR",
        "environment, Robert'); --",
        "project, ''",
        "by, colour",
        "asOf, -1",
        "asOf, soon",
    })
    void refusesWhatItCannotAnswer(String parameter, String value) {
        assertThatExceptionOfType(InvalidQuestion.class)
                .isThrownBy(() -> parse(Map.of(parameter, value)))
                .satisfies(e -> assertThat(e.parameter()).isEqualTo(parameter));
    }

    @Test
    void coarserGranularityAllowsMoreTime() throws InvalidQuestion {
        assertThat(parse(Map.of("from", "2026-10-01", "granularity", "day")).granularity())
                .isEqualTo(Granularity.DAY);
        assertThat(parse(Map.of("from", "2020-01-01", "granularity", "month")).granularity())
                .isEqualTo(Granularity.MONTH);
    }

    private static UsageQuestion parse(Map<String, String> query) throws InvalidQuestion {
        return UsageQuestion.parse(name -> Optional.ofNullable(query.get(name)), NOW);
    }
}
