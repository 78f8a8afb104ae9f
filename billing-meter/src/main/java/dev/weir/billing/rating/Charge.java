package dev.weir.billing.rating;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A priced quantity of one day, exact.
 *
 * @param day in UTC, on which it was used
 * @param consumed how much was used, in the metric's unit
 * @param priced how much is paid for, in the item's pricing unit
 * @param cost not rounded
 */
public record Charge(
        LocalDate day, Item item, BigDecimal consumed, BigDecimal priced, BigDecimal cost) {}
