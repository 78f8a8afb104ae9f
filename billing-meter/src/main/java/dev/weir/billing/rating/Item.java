package dev.weir.billing.rating;

import dev.weir.events.EnvironmentId;
import dev.weir.events.RegionId;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a charge is for: charges of one item differ only in their day.
 *
 * @param period the month in which it was used
 * @param metric null where the whole project is charged
 * @param card null where none was assigned, so that it has no price
 * @param tier the part of the price
 * @param pricingUnit in which the priced quantity is counted; null with the metric
 * @param unitPrice of one pricing unit; null with the metric
 * @param note the reason of a correction, in the words of who proposed it
 */
public record Item(
        Kind kind,
        YearMonth period,
        @Nullable EnvironmentId environment,
        @Nullable RegionId region,
        @Nullable Metric metric,
        @Nullable String card,
        int version,
        String tier,
        @Nullable String pricingUnit,
        @Nullable BigDecimal unitPrice,
        @Nullable String note) {
    /** Which kind of charge it is. */
    public enum Kind {
        /** A used quantity. */
        USAGE,
        /** The monthly price of an environment. */
        FLAT,
        /** What is missing to the project's monthly minimum. */
        MINIMUM,
        /** A correction that two persons agreed on. */
        CORRECTION
    }

    /** In one order for ever, so that a statement's lines stand where they stood. */
    public static final Comparator<Item> ORDER =
            Comparator.comparing(Item::period)
                    .thenComparing(Item::kind)
                    .thenComparing(item -> text(item.environment))
                    .thenComparing(item -> text(item.region))
                    .thenComparing(item -> text(item.metric))
                    .thenComparing(item -> text(item.card))
                    .thenComparingInt(Item::version)
                    .thenComparing(Item::tier, Item::tiers)
                    .thenComparing(
                            item -> item.unitPrice == null ? BigDecimal.ZERO : item.unitPrice)
                    .thenComparing(item -> text(item.note));

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** {@code free}, then by bound, then what is above all bounds. */
    private static int tiers(String one, String other) {
        int byRank = Integer.compare(rank(one), rank(other));
        if (byRank != 0) return byRank;
        if (one.startsWith("to ") && other.startsWith("to ")) {
            int byBound =
                    new BigDecimal(one.substring(3)).compareTo(new BigDecimal(other.substring(3)));
            if (byBound != 0) return byBound;
        }
        return one.compareTo(other);
    }

    private static int rank(String tier) {
        if (tier.equals("free")) return 0;
        return tier.startsWith("to ") ? 1 : 2;
    }
}
