package dev.weir.billing.http;

import static dev.weir.billing.http.RunningApi.ALICE;
import static dev.weir.billing.http.RunningApi.BOB;
import static dev.weir.billing.http.RunningApi.CAROL;
import static dev.weir.billing.http.RunningApi.DAVE;
import static dev.weir.billing.http.RunningApi.assertConforms;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.billing.export.CsvFile;
import dev.weir.billing.export.FocusChecker;
import dev.weir.billing.ledger.Entry.Cause;
import dev.weir.billing.ledger.Entry.PeriodClosed;
import dev.weir.billing.ledger.Entry.PeriodClosing;
import dev.weir.billing.ledger.Hash;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A month with two environments, a price change, late usage after closing and a correction. By
 * hand:
 *
 * <pre>
 * Version 1, from 1 October: CPU time 100 s free, then 0.02 a second to 1,000 s, 0.01 above;
 *   queries 0.404 for each 1,000 begun; 5.00 for an environment.
 * Version 2, from 16 October: CPU time 100 s free, then 0.03 to 1,000 s, 0.015 above; the rest as before.
 *
 * October, all of project shop
 *   3rd   env-1  400.222 s  1,500 queries
 *           100.000 free, 300.222 x 0.02                    =  6.00444    6.00
 *           2 packages begun x 0.404                        =  0.808      0.81
 *  10th   env-2  500.200 s    700 queries   (300.222 -> 800.422 s paid for)
 *           500.200 x 0.02                                  = 10.004     10.00
 *           2,200 queries: the third package x 0.404        =  0.404      0.40
 *  20th   env-1  600.100 s      0 queries   (800.422 -> 1,400.522 s)
 *           199.578 x 0.03                                  =  5.98734    5.99
 *           400.522 x 0.015                                 =  6.00783    6.01
 *  two environments x 5.00                                  = 10         10.00
 *                                                    exact   39.21561   39.21 of rounded lines
 *                                                    total   39.22      rounding 0.01
 *
 * After the closing: 28 October, env-2, 100.000 s, 500 queries
 *           1,400.522 -> 1,500.522 s: 100.000 x 0.015       =  1.5
 *           2,700 queries: still the third package          =  0
 *
 * November  2nd  env-1  150.000 s
 *           100.000 free, 50.000 x 0.03                     =  1.5
 *           one environment x 5.00                          =  5
 *           late of October                                 =  1.5
 *           correction agreed on                            = -2.5
 *                                                    total     5.50
 * </pre>
 */
class MonthScenarioTest {
    private static final String VERSION_1 =
            """
            {"id":"standard","name":"Standard","effectiveFrom":"2026-10-01T00:00:00Z","rates":[
              {"metric":"cpu","model":"graduated","allowance":"100",
               "tiers":[{"upTo":"1000","price":"0.02"},{"price":"0.01"}]},
              {"metric":"queries","model":"package","packageSize":"1000","price":"0.404"},
              {"metric":"environment","model":"flat","price":"5"}]}
            """;
    private static final String VERSION_2 =
            VERSION_1
                    .replace("2026-10-01", "2026-10-16")
                    .replace("0.02", "0.03")
                    .replace("0.01\"", "0.015\"");

    private final RunningApi api = new RunningApi();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void comesToTheFiguresComputedByHand() throws Exception {
        october();
        var draft = statement("2026-10");
        assertThat(draft.at("/state").asText()).isEqualTo("draft");
        assertThat(draft.at("/total").asText()).isEqualTo("39.22");
        long before = draft.at("/asOf").asLong();
        var then = api.send(CAROL, "GET", "/v1/statements?period=2026-10&asOf=" + before, null);

        api.now("2026-11-01T00:00:00Z");
        assertThat(api.closing.step(api.now()))
                .contains(new PeriodClosing(YearMonth.parse("2026-10")));
        assertThat(api.closing.step(api.now())).isEmpty();
        api.now("2026-11-02T10:00:20Z");
        api.use(4, "2026-11-02T10:00:00Z", "env-1", 150_000, 1_150_322, 0);
        assertThat(api.closing.step(api.now()))
                .contains(new PeriodClosed(YearMonth.parse("2026-10"), Cause.COMPLETE));

        var october = statement("2026-10");
        assertThat(october.at("/state").asText()).isEqualTo("issued");
        assertThat(october.at("/total").asText()).isEqualTo("39.22");
        assertThat(october.at("/rounding").asText()).isEqualTo("0.01");
        assertThat(lines(october))
                .containsExactly(
                        "env-1 cpu standard/1 free 100 0.00",
                        "env-1 cpu standard/1 to 1000 300.222 6.00",
                        "env-1 cpu standard/2 to 1000 199.578 5.99",
                        "env-1 cpu standard/2 above 1000 400.522 6.01",
                        "env-1 queries standard/1 packages 2 0.81",
                        "env-2 cpu standard/1 to 1000 500.2 10.00",
                        "env-2 queries standard/1 packages 1 0.40",
                        "env-1 environment standard/1 month 1 5.00",
                        "env-2 environment standard/1 month 1 5.00");

        lateUsageAndCorrection();
        assertThat(statement("2026-10").toString())
                .as("a closed month never changes")
                .contains(october.at("/lines").toString());
        api.now("2026-12-02T00:00:00Z");
        assertThat(api.closing.step(api.now())).isPresent();
        assertThat(api.closing.step(api.now()))
                .contains(new PeriodClosed(YearMonth.parse("2026-11"), Cause.TIMEOUT));

        var november = statement("2026-11");
        assertThat(november.at("/total").asText()).isEqualTo("5.50");
        assertThat(lines(november))
                .containsExactly(
                        "2026-10/shop env-2 cpu standard/2 above 1000 100 1.50",
                        "2026-10/shop env-2 queries standard/2 packages 0 0.00",
                        "2026-10/shop correction-1 -2.50",
                        "env-1 cpu standard/2 free 100 0.00",
                        "env-1 cpu standard/2 to 1000 50 1.50",
                        "env-1 environment standard/2 month 1 5.00");

        assertThat(
                        api.send(CAROL, "GET", "/v1/statements?period=2026-10&asOf=" + before, null)
                                .body())
                .as("the same question as of the same entry")
                .isEqualTo(then.body());
        for (var period : List.of("2026-10", "2026-11")) {
            var reconciliation = api.get(CAROL, "/v1/reconciliation?period=" + period);
            assertConforms("Reconciliation", reconciliation);
            assertThat(reconciliation.at("/ok").asBoolean()).as("%s", reconciliation).isTrue();
            exported(period, statement(period).at("/total").asText());
        }
    }

    private void october() throws Exception {
        api.send(ALICE, "POST", "/v1/rate-cards", VERSION_1, 201);
        api.send(ALICE, "POST", "/v1/rate-cards", VERSION_2, 201);
        api.send(
                ALICE,
                "POST",
                "/v1/rate-cards/standard/assignments",
                "{\"effectiveFrom\":\"2026-10-01T00:00:00Z\"}",
                201);
        assertConforms("RateCards", api.get(CAROL, "/v1/rate-cards"));
        api.now("2026-10-20T10:00:20Z");
        api.use(1, "2026-10-03T10:00:00Z", "env-1", 400_222, 400_222, 1_500);
        api.use(2, "2026-10-10T10:00:00Z", "env-2", 500_200, 500_200, 700);
        api.use(3, "2026-10-20T10:00:00Z", "env-1", 600_100, 1_000_322, 0);
    }

    private void lateUsageAndCorrection() throws Exception {
        api.now("2026-11-05T10:00:00Z");
        api.use(5, "2026-10-28T10:00:00Z", "env-2", 100_000, 600_200, 500);
        var proposal =
                """
                {"project":"shop","period":"2026-10","amount":"-2.50","reason":"=agreed(on) <b>"}
                """;
        api.send(DAVE, "POST", "/v1/corrections", proposal, 403);
        api.send(CAROL, "POST", "/v1/corrections", proposal, 403);
        var proposed = api.send(ALICE, "POST", "/v1/corrections", proposal, 201);
        assertConforms("Correction", proposed);
        var path = "/v1/corrections/" + proposed.at("/id").asText();
        api.send(ALICE, "POST", path + "/post", "", 409);
        var alone = api.send(ALICE, "POST", path + "/approve", "", 403);
        assertThat(alone.at("/code").asText()).isEqualTo("second-person-needed");
        api.send(BOB, "POST", path + "/approve", "", 200);
        var posted = api.send(ALICE, "POST", path + "/post", "", 200);
        assertThat(posted.at("/into").asText()).isEqualTo("2026-11");
        api.send(ALICE, "POST", path + "/post", "", 409);
    }

    private void exported(String period, String total) throws Exception {
        var made = new ArrayList<JsonNode>();
        for (var format : List.of("csv", "focus-csv", "focus-parquet")) {
            var body = "{\"period\":\"%s\",\"format\":\"%s\"}".formatted(period, format);
            var manifest = api.send(CAROL, "POST", "/v1/exports", body, 201);
            assertConforms("Export", manifest);
            var file = api.bytes(CAROL, manifest.at("/content").asText());
            assertThat(Hash.over(file).hex()).isEqualTo(manifest.at("/sha256").asText());
            assertThat(new BigDecimal(manifest.at("/total").asText())).isEqualByComparingTo(total);
            made.add(manifest);
        }
        var focus = CsvFile.expand(api.bytes(CAROL, made.get(1).at("/content").asText()));
        assertThat(FocusChecker.check(focus)).isEmpty();
        var lines = CsvFile.read(api.bytes(CAROL, made.getFirst().at("/content").asText()));
        assertThat(lines.toString()).doesNotContain(", =");
        assertThat(api.get(CAROL, "/v1/reconciliation?period=" + period).at("/ok").asBoolean())
                .isTrue();
    }

    private JsonNode statement(String period) throws Exception {
        var statement = api.get(CAROL, "/v1/statements/" + period + "/shop");
        assertConforms("StampedStatement", statement);
        return statement;
    }

    private static List<String> lines(JsonNode statement) {
        var lines = new ArrayList<String>();
        for (var line : statement.at("/lines")) {
            var text = new ArrayList<String>();
            for (var field :
                    List.of(
                            "corrects",
                            "environment",
                            "metric",
                            "rateCard",
                            "tier",
                            "correction",
                            "priced",
                            "cost")) {
                if (line.hasNonNull(field)) text.add(line.get(field).asText());
            }
            lines.add(String.join(" ", text));
        }
        return lines;
    }
}
