package dev.weir.billing.statement;

import dev.weir.billing.rating.Item;
import java.math.BigDecimal;

/**
 * A line of a statement: all charges of one item.
 *
 * @param exact the sum of their costs
 * @param cost the same, rounded to the currency's smallest unit
 */
public record Line(
        Item item, BigDecimal consumed, BigDecimal priced, BigDecimal exact, BigDecimal cost) {}
