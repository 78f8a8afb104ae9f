package dev.weir.billing.statement;

import dev.weir.billing.rating.Charge;
import dev.weir.billing.rating.Item;
import dev.weir.events.EnvironmentId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Charges that put an earlier month right. */
public final class Corrections {
    private record Key(LocalDate day, Item item) {}

    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::day).thenComparing(Key::item, Item.ORDER);

    private Corrections() {}

    /**
     * What a closed month's charges changed by: what they come to now, less what they came to when
     * they were last on a statement. A price that no longer applies comes back as a negative
     * charge.
     */
    public static List<Charge> late(Collection<Charge> before, Collection<Charge> now) {
        var sums = new TreeMap<Key, Charge>(ORDER);
        for (var charge : now) sums.merge(key(charge), charge, Corrections::plus);
        for (var charge : before) sums.merge(key(charge), negative(charge), Corrections::plus);
        return sums.values().stream()
                .filter(charge ->
                        charge.consumed().signum() != 0
                                || charge.priced().signum() != 0
                                || charge.cost().signum() != 0)
                .toList();
    }

    /**
     * An amount that two persons agreed on.
     *
     * @param id of the correction
     * @param period that it corrects
     * @param amount added to what the project owes; negative: a credit
     */
    public static Charge agreed(
            String id,
            YearMonth period,
            @Nullable EnvironmentId environment,
            BigDecimal amount,
            String reason) {
        var item =
                new Item(
                        Item.Kind.CORRECTION,
                        period,
                        environment,
                        null,
                        null,
                        null,
                        0,
                        id,
                        null,
                        null,
                        reason);
        return new Charge(period.atEndOfMonth(), item, BigDecimal.ZERO, BigDecimal.ZERO, amount);
    }

    private static Key key(Charge charge) {
        return new Key(charge.day(), charge.item());
    }

    private static Charge negative(Charge charge) {
        return new Charge(
                charge.day(),
                charge.item(),
                charge.consumed().negate(),
                charge.priced().negate(),
                charge.cost().negate());
    }

    private static Charge plus(Charge one, Charge other) {
        return new Charge(
                one.day(),
                one.item(),
                one.consumed().add(other.consumed()),
                one.priced().add(other.priced()),
                one.cost().add(other.cost()));
    }
}
