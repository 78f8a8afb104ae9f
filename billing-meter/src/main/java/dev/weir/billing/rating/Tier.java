package dev.weir.billing.rating;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a graduated or volume price.
 *
 * @param upTo the quantity of the month at which it ends, inclusive; null: it does not end
 * @param unitPrice of one unit within it
 */
public record Tier(@Nullable BigDecimal upTo, BigDecimal unitPrice) {
    /** Refuses bounds that are not positive, and prices out of bounds. */
    public Tier {
        Prices.check("unitPrice", unitPrice);
        if (upTo != null) Prices.checkPositive("upTo", upTo);
    }

    /** Refuses tiers that do not rise, or of which the last one ends. */
    static List<Tier> check(List<Tier> tiers) {
        if (tiers.isEmpty() || tiers.size() > 20) {
            throw new IllegalArgumentException("there must be 1 to 20 tiers");
        }
        @Nullable BigDecimal before = null;
        for (int i = 0; i < tiers.size(); i++) {
            var upTo = tiers.get(i).upTo();
            if ((upTo == null) != (i == tiers.size() - 1)) {
                throw new IllegalArgumentException("every tier but the last must have upTo");
            }
            if (upTo != null && before != null && upTo.compareTo(before) <= 0) {
                throw new IllegalArgumentException("tiers must rise: " + before + ", " + upTo);
            }
            before = upTo;
        }
        return List.copyOf(tiers);
    }
}
