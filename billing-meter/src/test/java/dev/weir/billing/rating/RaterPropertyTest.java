package dev.weir.billing.rating;

import static dev.weir.billing.rating.Cards.JANUARY;
import static dev.weir.billing.rating.Cards.SHOP;
import static dev.weir.billing.rating.Cards.assigned;
import static dev.weir.billing.rating.Cards.card;
import static dev.weir.billing.rating.Cards.rate;
import static dev.weir.billing.rating.Cards.tier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.statement.Corrections;
import dev.weir.billing.statement.Statement;
import dev.weir.events.EnvironmentId;
import dev.weir.events.RegionId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class RaterPropertyTest {
    private static final YearMonth NOVEMBER = YearMonth.parse("2026-11");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void everythingUsedIsPricedOnceWhateverTheOrderOfItsHours(@ForAll long seed) {
        var random = new Random(seed);
        var usage = usage(random);
        var cards = cards(random);

        var charges = Rater.rate(SHOP, NOVEMBER, usage, cards);
        Collections.shuffle(usage, random);
        var again = Rater.rate(SHOP, NOVEMBER, usage, cards);

        assertThat(again).isEqualTo(charges);
        assertThat(consumed(charges, Metric.CPU))
                .isEqualByComparingTo(
                        BigDecimal.valueOf(
                                usage.stream().mapToLong(u -> u.amounts().cpuMillis()).sum(), 3));
        assertThat(charges)
                .allSatisfy(charge -> assertThat(charge.cost().signum()).isNotNegative())
                .filteredOn(charge -> charge.item().unitPrice() != null)
                .allSatisfy(charge ->
                        assertThat(charge.cost())
                                .isEqualByComparingTo(
                                        charge.priced().multiply(charge.item().unitPrice())));
    }

    /** What one card prices in many slices costs what one formula over the whole month says. */
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void graduatedPricesComeToTheSameHoweverTheMonthIsDivided(@ForAll long seed) {
        var random = new Random(seed);
        var usage = usage(random);
        var allowance = BigDecimal.valueOf(random.nextInt(200_000), 3);
        var bound = BigDecimal.valueOf(1 + random.nextInt(300_000), 3);
        var tiers = List.of(new Tier(bound, new BigDecimal("0.37")), tier(null, "0.11"));
        var cards =
                assigned(
                        card(
                                JANUARY,
                                1,
                                new Rate(Metric.CPU, allowance, new Pricing.Graduated(tiers))));

        var charges = Rater.rate(SHOP, NOVEMBER, usage, cards);

        var all =
                BigDecimal.valueOf(usage.stream().mapToLong(u -> u.amounts().cpuMillis()).sum(), 3);
        var paid = all.subtract(allowance).max(BigDecimal.ZERO);
        var expected =
                paid.min(bound)
                        .multiply(new BigDecimal("0.37"))
                        .add(
                                paid.subtract(bound)
                                        .max(BigDecimal.ZERO)
                                        .multiply(new BigDecimal("0.11")));
        assertThat(cost(charges)).isEqualByComparingTo(expected);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void packagesBegunAreCountedForTheProjectAsAWhole(@ForAll long seed) {
        var random = new Random(seed);
        var usage = usage(random);
        var size = BigDecimal.valueOf(1 + random.nextInt(5_000));
        var cards =
                assigned(
                        card(
                                JANUARY,
                                1,
                                rate(
                                        Metric.QUERIES,
                                        "0",
                                        new Pricing.Packages(size, BigDecimal.ONE))));

        var charges = Rater.rate(SHOP, NOVEMBER, usage, cards);

        var queries =
                BigDecimal.valueOf(usage.stream().mapToLong(u -> u.amounts().queries()).sum());
        assertThat(cost(charges))
                .isEqualByComparingTo(queries.divide(size, 0, RoundingMode.CEILING));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aStatementsLinesAndItsRoundingComeToItsTotal(@ForAll long seed) {
        var random = new Random(seed);
        var charges = Rater.rate(SHOP, NOVEMBER, usage(random), cards(random));

        var statement = Statement.of(SHOP, NOVEMBER, "EUR", 1, charges);

        var lines =
                statement.lines().stream()
                        .map(line -> line.cost())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(lines.add(statement.rounding())).isEqualByComparingTo(statement.total());
        assertThat(statement.total()).isEqualTo(cost(charges).setScale(2, RoundingMode.HALF_EVEN));
    }

    /** Before, and what came late, make what the whole would have made. */
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aLateCorrectionIsExactlyWhatWasMissing(@ForAll long seed) {
        var random = new Random(seed);
        var usage = usage(random);
        var cards = cards(random);
        int cut = random.nextInt(usage.size() + 1);
        var before = Rater.rate(SHOP, NOVEMBER, usage.subList(0, cut), cards);
        var now = Rater.rate(SHOP, NOVEMBER, usage, cards);

        var late = Corrections.late(before, now);

        assertThat(cost(before).add(cost(late))).isEqualByComparingTo(cost(now));
        assertThat(consumed(before, Metric.CPU).add(consumed(late, Metric.CPU)))
                .isEqualByComparingTo(consumed(now, Metric.CPU));
        assertThat(Corrections.late(now, now)).isEmpty();
    }

    private static BigDecimal cost(List<Charge> charges) {
        return charges.stream().map(Charge::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal consumed(List<Charge> charges, Metric metric) {
        return charges.stream()
                .filter(charge -> charge.item().metric() == metric)
                .map(Charge::consumed)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<HourUsage> usage(Random random) {
        var usage = new ArrayList<HourUsage>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            usage.add(
                    new HourUsage(
                            START.plus(random.nextInt(30 * 24), ChronoUnit.HOURS),
                            new EnvironmentId("env-" + random.nextInt(3)),
                            new RegionId("eu1"),
                            new Amounts(
                                    random.nextInt(60_000),
                                    random.nextInt(5_000),
                                    random.nextInt(5_000),
                                    random.nextLong(5_000_000_000L),
                                    random.nextLong(5_000_000_000L),
                                    1)));
        }
        return usage;
    }

    private static CardBook cards(Random random) {
        var versions = new ArrayList<RateCard>();
        versions.add(anyCard(random, 1, JANUARY));
        var from = START;
        for (int version = 2; version < 2 + random.nextInt(3); version++) {
            from = from.plus(1 + random.nextInt(200), ChronoUnit.HOURS);
            versions.add(anyCard(random, version, from));
        }
        return assigned(versions.toArray(RateCard[]::new));
    }

    private static RateCard anyCard(Random random, int version, Instant from) {
        var rates = new ArrayList<Rate>();
        for (var metric : Metric.values()) {
            if (random.nextInt(4) == 0) continue;
            var price = BigDecimal.valueOf(random.nextInt(1_000_000), 6);
            if (metric == Metric.ENVIRONMENT) {
                rates.add(new Rate(metric, BigDecimal.ZERO, new Pricing.Flat(price)));
                continue;
            }
            var allowance = BigDecimal.valueOf(random.nextInt(50));
            var tiers =
                    List.of(
                            new Tier(BigDecimal.valueOf(1 + random.nextInt(100)), price),
                            new Tier(null, price.movePointLeft(1)));
            rates.add(
                    new Rate(
                            metric,
                            allowance,
                            switch (random.nextInt(4)) {
                                case 0 -> new Pricing.PerUnit(price);
                                case 1 -> new Pricing.Graduated(tiers);
                                case 2 -> new Pricing.Volume(tiers);
                                default ->
                                        new Pricing.Packages(
                                                BigDecimal.valueOf(1 + random.nextInt(1_000)),
                                                price);
                            }));
        }
        return new RateCard(
                "standard",
                version,
                "Standard",
                from,
                random.nextBoolean() ? BigDecimal.TEN : null,
                rates);
    }
}
