package dev.weir.billing.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The price of one metric.
 *
 * @param allowance so much of each project's month is free; tiers and packages begin after it
 */
public record Rate(Metric metric, BigDecimal allowance, Pricing pricing) {
    /** A flat price is of environments, and only of them. */
    public Rate {
        Prices.check("allowance", allowance);
        if ((pricing instanceof Pricing.Flat) != (metric == Metric.ENVIRONMENT)) {
            throw new IllegalArgumentException(
                    "the metric environment has a flat price, and no other metric has one");
        }
        if (metric == Metric.ENVIRONMENT && allowance.signum() != 0) {
            throw new IllegalArgumentException("a flat price has no allowance");
        }
    }

    /**
     * Prices what lies between two readings of a month's quantity. Readings in a row give pieces
     * that add up to the price of the whole, however it is divided.
     *
     * @param from how much was used before
     * @param to how much afterwards
     * @param month how much the whole month comes to, for volume prices
     */
    List<Piece> between(BigDecimal from, BigDecimal to, BigDecimal month) {
        var pieces = new ArrayList<Piece>();
        var free = to.min(allowance).subtract(from.min(allowance));
        if (free.signum() > 0) pieces.add(unit("free", free, BigDecimal.ZERO));
        var a = from.subtract(allowance).max(BigDecimal.ZERO);
        var b = to.subtract(allowance).max(BigDecimal.ZERO);
        if (a.compareTo(b) == 0) return pieces;
        switch (pricing) {
            case Pricing.Flat(var price) -> pieces.add(unit("month", b.subtract(a), price));
            case Pricing.PerUnit(var price) -> pieces.add(unit("all", b.subtract(a), price));
            case Pricing.Graduated(var tiers) -> graduated(tiers, a, b, pieces);
            case Pricing.Volume(var tiers) -> {
                var whole = month.subtract(allowance).max(BigDecimal.ZERO);
                for (int i = 0; i < tiers.size(); i++) {
                    var upTo = tiers.get(i).upTo();
                    if (upTo != null && whole.compareTo(upTo) > 0) continue;
                    pieces.add(unit(name(tiers, i), b.subtract(a), tiers.get(i).unitPrice()));
                    break;
                }
            }
            case Pricing.Packages(var size, var price) ->
                    pieces.add(
                            new Piece(
                                    "packages",
                                    b.subtract(a),
                                    begun(b, size).subtract(begun(a, size)),
                                    size.toPlainString() + " " + metric.unit(),
                                    price));
        }
        return pieces;
    }

    private void graduated(List<Tier> tiers, BigDecimal a, BigDecimal b, List<Piece> pieces) {
        var start = BigDecimal.ZERO;
        for (int i = 0; i < tiers.size(); i++) {
            var upTo = tiers.get(i).upTo();
            var end = upTo == null ? b.max(start) : upTo;
            var part = b.min(end).subtract(a.max(start));
            if (part.signum() > 0) {
                pieces.add(unit(name(tiers, i), part, tiers.get(i).unitPrice()));
            }
            start = end;
        }
    }

    private static String name(List<Tier> tiers, int index) {
        var upTo = tiers.get(index).upTo();
        if (upTo != null) return "to " + upTo.stripTrailingZeros().toPlainString();
        if (index == 0) return "all";
        var before = tiers.get(index - 1).upTo();
        return "above " + (before == null ? "0" : before.stripTrailingZeros().toPlainString());
    }

    private static BigDecimal begun(BigDecimal quantity, BigDecimal size) {
        return quantity.divide(size, 0, RoundingMode.CEILING);
    }

    private Piece unit(String tier, BigDecimal quantity, BigDecimal price) {
        return new Piece(tier, quantity, quantity, metric.unit(), price);
    }
}
