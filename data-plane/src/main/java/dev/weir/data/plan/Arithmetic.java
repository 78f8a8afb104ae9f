package dev.weir.data.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Calculates with numbers and their texts: exactly, but for quotients, which have 34 digits. */
final class Arithmetic {
    private static final int MAX_SCALE = 10_000;

    /** Digits of a number that count as one element: a product takes their square. */
    private static final int DIGITS = 16;

    private Arithmetic() {}

    /** The value after a change; null for a quotient by zero. */
    static @Nullable Object apply(
            Effort effort,
            Change.Operator operator,
            @Nullable Object value,
            @Nullable Object operand) {
        return switch (operator) {
            case SET -> operand;
            case ADD -> Numbers.canonical(number(value, effort).add(number(operand, effort)));
            case SUBTRACT ->
                    Numbers.canonical(number(value, effort).subtract(number(operand, effort)));
            case MULTIPLY ->
                    Numbers.canonical(number(value, effort).multiply(number(operand, effort)));
            case DIVIDE ->
                    number(operand, effort).signum() == 0
                            ? null
                            : Numbers.canonical(
                                    number(value, effort)
                                            .divide(
                                                    number(operand, effort),
                                                    MathContext.DECIMAL128));
        };
    }

    private static BigDecimal number(@Nullable Object value, Effort effort) {
        var exact = Numbers.exact(value);
        if (exact == null || Math.abs((long) exact.scale()) > MAX_SCALE) {
            throw PlanFailure.internal("Expected number, got " + Values.typeName(value));
        }
        if (exact.precision() > PlanLimits.CALCULATED_DIGITS) {
            throw PlanFailure.internal(
                    "Expected number of at most "
                            + PlanLimits.CALCULATED_DIGITS
                            + " digits, got one of "
                            + exact.precision());
        }
        effort.spend(1 + exact.precision() / DIGITS);
        return exact;
    }

    /** A sum that grows. */
    static final class Sum {
        private final Effort effort;
        private BigDecimal sum = BigDecimal.ZERO;

        Sum(Effort effort) {
            this.effort = effort;
        }

        /** Adds a number or a number's text; null is refused. Gives null. */
        @Nullable Object add(@Nullable Object number) {
            sum = sum.add(number(number, effort));
            return null;
        }

        Object value() {
            return Numbers.canonical(sum);
        }
    }
}
