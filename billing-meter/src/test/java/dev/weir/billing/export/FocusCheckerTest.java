package dev.weir.billing.export;

import static dev.weir.billing.rating.Cards.JANUARY;
import static dev.weir.billing.rating.Cards.SHOP;
import static dev.weir.billing.rating.Cards.assigned;
import static dev.weir.billing.rating.Cards.card;
import static dev.weir.billing.rating.Cards.rate;
import static dev.weir.billing.rating.Cards.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rating.Metric;
import dev.weir.billing.rating.Pricing;
import dev.weir.billing.rating.Rater;
import dev.weir.billing.statement.Statement;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FocusCheckerTest {
    /** A file of a usage row and a flat price, as we write it. */
    static Table table() {
        var cards =
                assigned(
                        card(
                                JANUARY,
                                1,
                                rate(Metric.CPU, "0", new Pricing.PerUnit(new BigDecimal("0.5"))),
                                rate(
                                        Metric.ENVIRONMENT,
                                        "0",
                                        new Pricing.Flat(new BigDecimal("4")))));
        var period = YearMonth.parse("2026-11");
        var charges =
                Rater.rate(
                        SHOP, period, List.of(used("2026-11-03T10:00:00Z", "env-1", 3_001)), cards);
        var statement = Statement.of(SHOP, period, "EUR", 7, charges);
        return new Focus("Weir", _ -> "=Shop, \"live\"")
                .table(List.of(new Billed(statement, charges, true)));
    }

    private final String file = new String(CsvFile.write(table()), StandardCharsets.UTF_8);

    @Test
    void whatWeWriteKeepsTheRules() {
        assertThat(check(file)).isEmpty();
        assertThat(table().rows()).hasSize(3);
        assertThat(file).contains("\"'=Shop, \"\"live\"\"\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "EUR; EURO; BillingCurrency",
                "Usage-Based; Sometimes; ChargeFrequency",
                ",Usage,; ,Use,; ChargeCategory",
                "2026-12-01T00:00:00Z; 2026-10-01T00:00:00Z; BillingPeriodEnd",
                "2026-11-04T00:00:00Z; 2026-11-04; ChargePeriodEnd",
                "2026-11-03T00:00:00Z; 2026-10-03T00:00:00Z; ChargePeriodStart",
                "Core-Seconds; core seconds; ConsumedUnit",
                "Databases,; Databaces,; ServiceCategory",
                "Other (Databases); Fast; ServiceSubcategory",
                "1.5005; 1.5006; ContractedCost",
                "3.001; -3.001; ConsumedQuantity",
                "Environment,; ,; ResourceType",
                "Standard; ; PricingCategory",
                "eu1,eu1; eu1,; RegionName",
                "weir-cpu,CPU; ,CPU; SkuMeter",
                "BilledCost,; BilledCosts,; BilledCost: must be present",
                "x_LedgerSequence; ledgerSequence; columns",
            })
    void tellsWhatDoesNot(String right, String wrong, String rule) {
        assertThat(file).contains(right);

        var violations = check(file.replace(right, wrong == null ? "" : wrong));

        assertThat(violations).anySatisfy(text -> assertThat(text).startsWith(rule));
    }

    @Test
    void whatIsNotCsvIsNoFocusFile() {
        assertThat(check("a,\"b\r\n")).hasSize(1);
        assertThat(check("")).hasSize(1);
    }

    private static List<String> check(String csv) {
        return FocusChecker.check(csv.getBytes(StandardCharsets.UTF_8)).stream()
                .map(Object::toString)
                .toList();
    }
}
