package dev.weir.billing.rating;

import dev.weir.billing.rating.Item.Kind;
import dev.weir.billing.rollup.Amounts;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Prices one project's usage of one month. Free allowances, tiers and packages are the project's:
 * they fill up in the order of days, within a day in the order of card versions and environments. A
 * price that changes within the month holds from its hour on; what was used before counts towards
 * its tiers. The same usage and cards give the same charges.
 */
public final class Rater {
    private record Slice(LocalDate day, int turn, EnvironmentId environment, RegionId region) {}

    private static final Comparator<Slice> ORDER =
            Comparator.comparing(Slice::day)
                    .thenComparingInt(Slice::turn)
                    .thenComparing(slice -> slice.environment.value())
                    .thenComparing(slice -> slice.region.value());

    private final YearMonth period;
    private final Map<Metric, BigDecimal> month = new EnumMap<>(Metric.class);
    private final Map<Metric, BigDecimal> used = new EnumMap<>(Metric.class);
    private final Set<EnvironmentId> seen = new HashSet<>();
    private final List<Charge> charges = new ArrayList<>();

    private Rater(YearMonth period) {
        this.period = period;
    }

    /**
     * The charges for a month; none for a project that used nothing.
     *
     * @param usage of the project, of hours within the month, in any order
     */
    public static List<Charge> rate(
            ProjectId project, YearMonth period, Collection<HourUsage> usage, CardBook cards) {
        var rater = new Rater(period);
        var turns = new ArrayList<Optional<RateCard>>();
        var slices = new TreeMap<Slice, Amounts>(ORDER);
        var inOrder = usage.stream().sorted(Comparator.comparing(HourUsage::hour)).toList();
        for (var next : inOrder) {
            var card = cards.at(project, next.hour());
            if (turns.isEmpty() || !turns.getLast().equals(card)) turns.add(card);
            var day = next.hour().atOffset(ZoneOffset.UTC).toLocalDate();
            slices.merge(
                    new Slice(day, turns.size() - 1, next.environment(), next.region()),
                    next.amounts(),
                    Amounts::plus);
            rater.count(next.amounts());
        }
        slices.forEach((slice, amounts) -> rater.price(slice, amounts, turns.get(slice.turn)));
        if (!turns.isEmpty()) rater.fillUp(turns.getLast());
        return rater.charges;
    }

    private void count(Amounts amounts) {
        for (var metric : Metric.values()) {
            month.merge(metric, metric.quantity(amounts), BigDecimal::add);
        }
    }

    private void price(Slice slice, Amounts amounts, Optional<RateCard> card) {
        for (var metric : Metric.values()) {
            if (metric == Metric.ENVIRONMENT && !seen.add(slice.environment)) continue;
            var quantity = metric.quantity(amounts);
            if (quantity.signum() == 0) continue;
            var from = used.getOrDefault(metric, BigDecimal.ZERO);
            var to = from.add(quantity);
            used.put(metric, to);
            var rate = card.flatMap(c -> c.rate(metric));
            if (rate.isPresent()) {
                var whole = month.getOrDefault(metric, to);
                for (var piece : rate.get().between(from, to, whole)) {
                    add(slice, metric, card.orElse(null), piece);
                }
            } else if (metric == Metric.CPU) {
                // Without a price it costs nothing, but it is shown, so that nothing used is
                // missing.
                add(slice, metric, card.orElse(null), unpriced(metric, quantity));
            }
        }
    }

    private static Piece unpriced(Metric metric, BigDecimal quantity) {
        return new Piece("no price", quantity, quantity, metric.unit(), BigDecimal.ZERO);
    }

    private void add(Slice slice, Metric metric, @Nullable RateCard card, Piece piece) {
        var item =
                new Item(
                        metric == Metric.ENVIRONMENT ? Kind.FLAT : Kind.USAGE,
                        period,
                        slice.environment,
                        slice.region,
                        metric,
                        card == null ? null : card.id(),
                        card == null ? 0 : card.version(),
                        piece.tier(),
                        piece.pricingUnit(),
                        piece.unitPrice(),
                        null);
        charges.add(
                new Charge(
                        slice.day,
                        item,
                        piece.consumed(),
                        piece.priced(),
                        piece.priced().multiply(piece.unitPrice())));
    }

    /** To the minimum of the card in force at the month's last usage. */
    private void fillUp(Optional<RateCard> last) {
        if (last.isEmpty() || last.get().minimum() == null) return;
        var sum = charges.stream().map(Charge::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        var missing = last.get().minimum().subtract(sum);
        if (missing.signum() <= 0) return;
        var item =
                new Item(
                        Kind.MINIMUM,
                        period,
                        null,
                        null,
                        null,
                        last.get().id(),
                        last.get().version(),
                        "minimum",
                        null,
                        null,
                        null);
        charges.add(
                new Charge(period.atEndOfMonth(), item, BigDecimal.ZERO, BigDecimal.ZERO, missing));
    }
}
