package dev.weir.billing.rating;

import dev.weir.billing.rollup.Amounts;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rate cards and usage for tests. */
public final class Cards {
    public static final ProjectId SHOP = new ProjectId("shop");
    public static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");

    private Cards() {}

    public static RateCard card(Instant from, int version, Rate... rates) {
        return new RateCard("standard", version, "Standard", from, null, List.of(rates));
    }

    public static Rate rate(Metric metric, String allowance, Pricing pricing) {
        return new Rate(metric, new BigDecimal(allowance), pricing);
    }

    public static Tier tier(@Nullable String upTo, String price) {
        return new Tier(upTo == null ? null : new BigDecimal(upTo), new BigDecimal(price));
    }

    public static CardBook assigned(RateCard... cards) {
        var book = CardBook.EMPTY;
        for (var card : cards) book = book.with(card);
        return book.with(new Assignment(null, "standard", JANUARY));
    }

    /** CPU milliseconds, and as many queries. */
    public static HourUsage used(String hour, String environment, long cpuMillis) {
        return new HourUsage(
                Instant.parse(hour),
                new EnvironmentId(environment),
                new RegionId("eu1"),
                new Amounts(cpuMillis, cpuMillis, 0, 0, 0, 1));
    }
}
