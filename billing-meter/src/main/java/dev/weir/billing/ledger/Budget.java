package dev.weir.billing.ledger;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much a project, or one of its environments, is meant to cost a month.
 *
 * @param id 1 to 40 of a-z, 0-9 and inner hyphens
 * @param version from 1; a changed budget alerts anew
 * @param environment null: the whole project
 * @param amount in the meter's currency
 * @param thresholds percent of the amount at which an alert is given, once a month each
 * @param hardStop whether the environment, or all of the project's, are suspended at 100 %
 */
public record Budget(
        String id,
        int version,
        ProjectId project,
        @Nullable EnvironmentId environment,
        BigDecimal amount,
        List<Integer> thresholds,
        boolean hardStop) {
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    /** Refuses what is out of bounds. */
    public Budget {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id must be 1 to 40 of a-z, 0-9 and inner hyphens");
        }
        if (amount.signum() <= 0 || amount.compareTo(new BigDecimal("1000000000")) > 0) {
            throw new IllegalArgumentException("amount must be above 0 and at most 10^9");
        }
        thresholds = thresholds.stream().sorted().toList();
        if (thresholds.isEmpty() || thresholds.size() > 10) {
            throw new IllegalArgumentException("there must be 1 to 10 thresholds");
        }
        if (new HashSet<>(thresholds).size() != thresholds.size()
                || thresholds.getFirst() < 1
                || thresholds.getLast() > 1_000) {
            throw new IllegalArgumentException("thresholds must be different, 1 to 1000 percent");
        }
    }

    /** Whether so much is at or above a threshold. */
    public boolean reached(int threshold, BigDecimal spent) {
        return spent.movePointRight(2).compareTo(amount.multiply(BigDecimal.valueOf(threshold)))
                >= 0;
    }
}
