package dev.weir.billing.rating;

import java.math.BigDecimal;

/** Bounds of numbers in rate cards: wide enough for any price, narrow enough to stay exact. */
final class Prices {
    private static final int MAX_SCALE = 12;
    private static final BigDecimal MAX = new BigDecimal("1000000000000");

    private Prices() {}

    static void check(String name, BigDecimal number) {
        if (number.signum() < 0
                || number.compareTo(MAX) > 0
                || number.stripTrailingZeros().scale() > MAX_SCALE) {
            throw new IllegalArgumentException(
                    name + " must be 0 to 10^12 with at most " + MAX_SCALE + " decimals");
        }
    }

    static void checkPositive(String name, BigDecimal number) {
        check(name, number);
        if (number.signum() == 0) throw new IllegalArgumentException(name + " must not be 0");
    }
}
