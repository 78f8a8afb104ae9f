package dev.weir.billing.rating;

import static dev.weir.billing.rating.Cards.JANUARY;
import static dev.weir.billing.rating.Cards.SHOP;
import static dev.weir.billing.rating.Cards.assigned;
import static dev.weir.billing.rating.Cards.card;
import static dev.weir.billing.rating.Cards.rate;
import static dev.weir.billing.rating.Cards.tier;
import static dev.weir.billing.rating.Cards.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaterTest {
    private static final YearMonth NOVEMBER = YearMonth.parse("2026-11");

    @Test
    void chargesEachUnitAfterTheAllowance() {
        var cards =
                assigned(card(JANUARY, 1, rate(Metric.CPU, "2", new Pricing.PerUnit(of("0.5")))));

        var charges = rated(cards, used("2026-11-03T10:00:00Z", "env-1", 5_000));

        // 2 s free, 3 s x 0.5
        assertThat(charges)
                .extracting(charge -> charge.item().tier() + " " + charge.cost())
                .containsExactly("free 0", "all 1.5000");
    }

    @Test
    void fillsTiersInTheOrderOfDays() {
        var graduated =
                new Pricing.Graduated(List.of(tier("10", "1"), tier("20", "0.5"), tier(null, "0")));
        var cards = assigned(card(JANUARY, 1, rate(Metric.CPU, "0", graduated)));

        var charges =
                rated(
                        cards,
                        used("2026-11-04T10:00:00Z", "env-1", 20_000),
                        used("2026-11-03T10:00:00Z", "env-2", 8_000));

        // the 3rd: 8 s x 1; the 4th: 2 s x 1, 10 s x 0.5, 8 s x 0
        assertThat(charges)
                .extracting(charge ->
                        charge.day().getDayOfMonth()
                                + " "
                                + charge.item().tier()
                                + " "
                                + charge.priced().stripTrailingZeros().toPlainString())
                .containsExactly("3 to 10 8", "4 to 10 2", "4 to 20 10", "4 above 20 8");
        assertThat(sum(charges)).isEqualByComparingTo("15");
    }

    @Test
    void pricesAVolumeByTheWholeMonth() {
        var volume = new Pricing.Volume(List.of(tier("10", "1"), tier(null, "0.5")));
        var cards = assigned(card(JANUARY, 1, rate(Metric.CPU, "0", volume)));

        assertThat(sum(rated(cards, used("2026-11-03T10:00:00Z", "env-1", 10_000))))
                .isEqualByComparingTo("10");
        assertThat(
                        sum(
                                rated(
                                        cards,
                                        used("2026-11-03T10:00:00Z", "env-1", 10_000),
                                        used("2026-11-20T10:00:00Z", "env-1", 1))))
                .isEqualByComparingTo("5.0005");
    }

    @Test
    void chargesPackagesWhenTheyAreBegun() {
        var cards =
                assigned(
                        card(
                                JANUARY,
                                1,
                                rate(
                                        Metric.QUERIES,
                                        "0",
                                        new Pricing.Packages(of("1000"), of("3")))));

        var charges =
                rated(
                        cards,
                        used("2026-11-03T10:00:00Z", "env-1", 1),
                        used("2026-11-04T10:00:00Z", "env-1", 999),
                        used("2026-11-05T10:00:00Z", "env-1", 1_001));

        assertThat(charges)
                .filteredOn(charge -> charge.item().metric() == Metric.QUERIES)
                .extracting(charge -> charge.priced().toPlainString())
                .containsExactly("1", "0", "2");
    }

    @Test
    void anotherPriceHoldsFromItsHourAndUsageBeforeCountsTowardsItsTiers() {
        var first = new Pricing.Graduated(List.of(tier("10", "1"), tier(null, "0.5")));
        var second = new Pricing.Graduated(List.of(tier("10", "2"), tier(null, "1")));
        var cards =
                assigned(
                        card(JANUARY, 1, rate(Metric.CPU, "0", first)),
                        card(
                                Instant.parse("2026-11-03T12:00:00Z"),
                                2,
                                rate(Metric.CPU, "0", second)));

        var charges =
                rated(
                        cards,
                        used("2026-11-03T11:00:00Z", "env-1", 6_000),
                        used("2026-11-03T12:00:00Z", "env-1", 6_000));

        // 6 s x 1, then 4 s x 2 and 2 s x 1
        assertThat(sum(charges)).isEqualByComparingTo("16");
    }

    @Test
    void anEnvironmentPaysItsFlatPriceOnceAndOnlyWhenUsed() {
        var cards =
                assigned(
                        card(JANUARY, 1, rate(Metric.ENVIRONMENT, "0", new Pricing.Flat(of("4")))));

        var charges =
                rated(
                        cards,
                        used("2026-11-03T11:00:00Z", "env-1", 1),
                        used("2026-11-09T11:00:00Z", "env-1", 1),
                        used("2026-11-09T11:00:00Z", "env-2", 1));

        assertThat(sum(charges)).isEqualByComparingTo("8");
        assertThat(rated(cards)).isEmpty();
    }

    @Test
    void aProjectThatUsedAnythingPaysTheMinimum() {
        var card =
                new RateCard(
                        "standard",
                        1,
                        "Standard",
                        JANUARY,
                        of("5"),
                        List.of(rate(Metric.CPU, "0", new Pricing.PerUnit(of("1")))));
        var cards = assigned(card);

        assertThat(sum(rated(cards, used("2026-11-03T11:00:00Z", "env-1", 2_000))))
                .isEqualByComparingTo("5");
        assertThat(sum(rated(cards, used("2026-11-03T11:00:00Z", "env-1", 7_000))))
                .isEqualByComparingTo("7");
        assertThat(rated(cards)).isEmpty();
    }

    @Test
    void showsWhatHasNoPrice() {
        var charges = rated(CardBook.EMPTY, used("2026-11-03T11:00:00Z", "env-1", 7_000));

        assertThat(charges)
                .singleElement()
                .satisfies(charge -> {
                    assertThat(charge.item().tier()).isEqualTo("no price");
                    assertThat(charge.consumed()).isEqualByComparingTo("7");
                    assertThat(charge.cost()).isEqualByComparingTo("0");
                });
    }

    @Test
    void refusesTiersThatDoNotRise() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pricing.Graduated(List.of(tier("10", "1"), tier("9", "1"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pricing.Volume(List.of(tier("10", "1"))));
        assertThatIllegalArgumentException().isThrownBy(() -> tier("0", "1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Pricing.PerUnit(of("0.0000000000001")));
    }

    private static List<Charge> rated(CardBook cards, HourUsage... usage) {
        return Rater.rate(SHOP, NOVEMBER, List.of(usage), cards);
    }

    private static BigDecimal sum(List<Charge> charges) {
        return charges.stream().map(Charge::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal of(String number) {
        return new BigDecimal(number);
    }
}
