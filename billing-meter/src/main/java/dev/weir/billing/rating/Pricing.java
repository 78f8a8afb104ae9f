package dev.weir.billing.rating;

import java.math.BigDecimal;
import java.util.List;

/** How a quantity becomes money. */
public sealed interface Pricing {
    /** So much a month for each environment that was used. */
    record Flat(BigDecimal price) implements Pricing {
        /** Refuses prices out of bounds. */
        public Flat {
            Prices.check("price", price);
        }
    }

    /** So much for each unit. */
    record PerUnit(BigDecimal unitPrice) implements Pricing {
        /** Refuses prices out of bounds. */
        public PerUnit {
            Prices.check("unitPrice", unitPrice);
        }
    }

    /** Each unit at the price of the tier that it falls into. */
    record Graduated(List<Tier> tiers) implements Pricing {
        /** Refuses tiers that do not rise. */
        public Graduated {
            tiers = Tier.check(tiers);
        }
    }

    /** All units at the price of the tier that the month's whole quantity falls into. */
    record Volume(List<Tier> tiers) implements Pricing {
        /** Refuses tiers that do not rise. */
        public Volume {
            tiers = Tier.check(tiers);
        }
    }

    /**
     * So much for each package begun.
     *
     * @param size units in a package
     */
    record Packages(BigDecimal size, BigDecimal price) implements Pricing {
        /** Refuses an empty package. */
        public Packages {
            Prices.checkPositive("size", size);
            Prices.check("price", price);
        }
    }
}
