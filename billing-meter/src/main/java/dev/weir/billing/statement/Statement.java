package dev.weir.billing.statement;

import dev.weir.billing.rating.Charge;
import dev.weir.billing.rating.Item;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;

/**
 * What a project owes for a month.
 *
 * @param currency ISO 4217
 * @param asOf the ledger's sequence number that it was made from
 * @param lines in the order of {@link Item#ORDER}
 * @param rounding what the rounded lines lack to the total
 * @param total the exact sum, rounded once, half to even
 */
public record Statement(
        ProjectId project,
        YearMonth period,
        String currency,
        long asOf,
        List<Line> lines,
        BigDecimal rounding,
        BigDecimal total) {
    /** Copies the lines. */
    public Statement {
        lines = List.copyOf(lines);
    }

    /** The statement of these charges. */
    public static Statement of(
            ProjectId project,
            YearMonth period,
            String currency,
            long asOf,
            Collection<Charge> charges) {
        int digits = digits(currency);
        var sums = new TreeMap<Item, Line>(Item.ORDER);
        for (var charge : charges) {
            var line =
                    new Line(
                            charge.item(),
                            charge.consumed(),
                            charge.priced(),
                            charge.cost(),
                            BigDecimal.ZERO);
            sums.merge(charge.item(), line, Statement::plus);
        }
        var lines = new ArrayList<Line>();
        var exact = BigDecimal.ZERO;
        var rounded = BigDecimal.ZERO.setScale(digits);
        for (var sum : sums.values()) {
            var cost = round(sum.exact(), digits);
            lines.add(
                    new Line(
                            sum.item(),
                            plain(sum.consumed()),
                            plain(sum.priced()),
                            plain(sum.exact()),
                            cost));
            exact = exact.add(sum.exact());
            rounded = rounded.add(cost);
        }
        var total = round(exact, digits);
        return new Statement(
                project, period, currency, asOf, lines, total.subtract(rounded), total);
    }

    /** How statements are called: {@code 2026-11/shop}. */
    public static String number(YearMonth period, ProjectId project) {
        return period + "/" + project;
    }

    /** How it is called. */
    public String number() {
        return number(period, project);
    }

    /** Whether a line corrects an earlier month. */
    public boolean corrects(Line line) {
        return !line.item().period().equals(period);
    }

    /** Decimals of a currency's smallest unit. */
    public static int digits(String currency) {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }

    private static BigDecimal round(BigDecimal exact, int digits) {
        return exact.setScale(digits, RoundingMode.HALF_EVEN);
    }

    /** One form for equal numbers. */
    private static BigDecimal plain(BigDecimal number) {
        var stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static Line plus(Line one, Line other) {
        return new Line(
                one.item(),
                one.consumed().add(other.consumed()),
                one.priced().add(other.priced()),
                one.exact().add(other.exact()),
                one.cost());
    }
}
