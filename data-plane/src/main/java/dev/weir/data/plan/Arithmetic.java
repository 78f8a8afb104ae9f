package dev.weir.data.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Calculates with numbers and their texts: exactly, but for quotients, which have 34 digits. */
final class Arithmetic {
    private static final int MAX_SCALE = 10_000;

    private Arithmetic() {}

    /** The value after a change; null for a quotient by zero. */
    static @Nullable Object apply(
            Change.Operator operator, @Nullable Object value, @Nullable Object operand) {
        return switch (operator) {
            case SET -> operand;
            case ADD -> Numbers.canonical(number(value).add(number(operand)));
            case SUBTRACT -> Numbers.canonical(number(value).subtract(number(operand)));
            case MULTIPLY -> Numbers.canonical(number(value).multiply(number(operand)));
            case DIVIDE ->
                    number(operand).signum() == 0
                            ? null
                            : Numbers.canonical(
                                    number(value).divide(number(operand), MathContext.DECIMAL128));
        };
    }

    private static BigDecimal number(@Nullable Object value) {
        var exact = Numbers.exact(value);
        if (exact == null || Math.abs(exact.scale()) > MAX_SCALE) {
            throw PlanFailure.internal("Expected number, got " + Values.typeName(value));
        }
        return exact;
    }

    /** A sum that grows. */
    static final class Sum {
        private BigDecimal sum = BigDecimal.ZERO;

        /** Adds a number or a number's text; null is refused. Gives null. */
        @Nullable Object add(@Nullable Object number) {
            sum = sum.add(number(number));
            return null;
        }

        Object value() {
            return Numbers.canonical(sum);
        }
    }
}
