package dev.weir.billing.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageCsvTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-23T11:00:00Z");

    @Test
    void writesAHeaderAndALineEach() {
        var line =
                new UsageLine(
                        TEN,
                        ELEVEN,
                        "env-1",
                        "Shop, live",
                        "shop",
                        "eu1",
                        null,
                        61_007,
                        5,
                        6,
                        7,
                        8);
        var question =
                new UsageQuestion(
                        TEN,
                        ELEVEN,
                        Granularity.HOUR,
                        Optional.empty(),
                        Optional.empty(),
                        Grouping.ENVIRONMENT,
                        OptionalLong.empty());

        assertThat(UsageCsv.write(new UsageReport(question, List.of(line), null, 1)))
                .isEqualTo(
                        "start,end,environment,environment_name,project,region,cpu_millis,"
                                + "core_seconds,queries,rows,bytes_out,database_busy_millis,cluster\r\n"
                                + "2026-11-23T10:00:00Z,2026-11-23T11:00:00Z,env-1,"
                                + "\"Shop, live\",shop,eu1,61007,61.007,5,6,7,8,\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "plain; plain",
                "a=b; a=b",
                "=1+1; '=1+1",
                "+1; '+1",
                "-1; '-1",
                "@SUM(A1); '@SUM(A1)",
                "=\"a\",b; \"'=\"\"a\"\",b\"",
                "say \"hi\"; \"say \"\"hi\"\"\"",
            })
    void neutralisesFormulasAndQuotes(String text, String cell) {
        assertThat(UsageCsv.text(text)).isEqualTo(cell);
    }

    @Test
    void aLineBreakStaysInItsCell() {
        assertThat(UsageCsv.text("a\r\nb")).isEqualTo("\"a\r\nb\"");
        assertThat(UsageCsv.text("\tcmd")).isEqualTo("'\tcmd");
    }

    @Test
    void anUnknownNameIsAnEmptyCell() {
        assertThat(UsageCsv.text(null)).isEmpty();
    }
}
