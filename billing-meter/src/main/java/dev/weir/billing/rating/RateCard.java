package dev.weir.billing.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One version of a price list. Once published it never changes: another price is another version.
 *
 * @param id 1 to 40 of a-z, 0-9 and inner hyphens
 * @param version from 1, without a gap
 * @param name for people
 * @param effectiveFrom a whole hour (UTC), after that of the version before
 * @param minimum a project that used anything pays at least so much a month; null: none
 */
public record RateCard(
        String id,
        int version,
        String name,
        Instant effectiveFrom,
        @Nullable BigDecimal minimum,
        List<Rate> rates) {
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    /** Refuses what is out of bounds, and two prices of one metric. */
    public RateCard {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id must be 1 to 40 of a-z, 0-9 and inner hyphens");
        }
        if (version < 1) throw new IllegalArgumentException("version starts at 1");
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("name must have 1 to 100 characters");
        }
        if (!effectiveFrom.equals(effectiveFrom.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("effectiveFrom must be a whole hour");
        }
        if (minimum != null) Prices.check("minimum", minimum);
        rates = List.copyOf(rates);
        var priced = new HashSet<Metric>();
        for (var rate : rates) {
            if (!priced.add(rate.metric())) {
                throw new IllegalArgumentException(
                        "metric " + rate.metric().word() + " has two prices");
            }
        }
    }

    /** The price of a metric, if it has one. */
    public Optional<Rate> rate(Metric metric) {
        return rates.stream().filter(rate -> rate.metric() == metric).findFirst();
    }
}
