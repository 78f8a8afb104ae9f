package dev.weir.billing.reconcile;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two sums that must agree.
 *
 * @param id {@code R0} to {@code R7}
 * @param what is compared, in words
 * @param unit of both sums
 * @param left null when there is nothing to compare yet
 * @param tolerance how far they may differ
 * @param problems what else is wrong at this stage
 */
public record Level(
        String id,
        String what,
        String unit,
        @Nullable BigDecimal left,
        @Nullable BigDecimal right,
        BigDecimal tolerance,
        List<String> problems) {
    /** The most problems that are told. */
    public static final int MOST_PROBLEMS = 50;

    /** Keeps the first problems. */
    public Level {
        problems = problems.stream().limit(MOST_PROBLEMS).toList();
    }

    /** Two sums that must be the same. */
    public static Level exact(
            String id, String what, String unit, BigDecimal left, BigDecimal right) {
        return new Level(id, what, unit, left, right, BigDecimal.ZERO, List.of());
    }

    /** A stage that cannot be read, which is wrong in itself. */
    public static Level unreadable(String id, String reason) {
        return new Level(id, "cannot be read", "", null, null, BigDecimal.ZERO, List.of(reason));
    }

    /** The same with what else is wrong. */
    public Level with(List<String> found) {
        return new Level(id, what, unit, left, right, tolerance, found);
    }

    /** By how much the left is more; null when there is nothing to compare. */
    public @Nullable BigDecimal difference() {
        return left == null || right == null ? null : left.subtract(right);
    }

    /** Whether they agree and nothing else is wrong. */
    public boolean ok() {
        var difference = difference();
        return problems.isEmpty()
                && (difference == null || difference.abs().compareTo(tolerance) <= 0);
    }
}
