package dev.weir.billing.rating;

import java.math.BigDecimal;

/**
 * A part of a quantity that has one price.
 *
 * @param tier which part it is: {@code free}, {@code all}, {@code to 1000}, {@code above 1000}
 * @param consumed how much was used
 * @param priced how much of it is paid for, in pricing units: packages, or as consumed
 * @param pricingUnit in which {@code priced} is counted
 */
record Piece(
        String tier,
        BigDecimal consumed,
        BigDecimal priced,
        String pricingUnit,
        BigDecimal unitPrice) {}
