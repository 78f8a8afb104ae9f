package dev.weir.billing.reconcile;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A month's stages side by side.
 *
 * @param platform what is billed to nobody
 * @param asOf the ledger's sequence number of the comparison
 * @param completeThrough the watermark at it
 */
public record Reconciliation(
        YearMonth period,
        List<Level> levels,
        Platform platform,
        long asOf,
        @Nullable Instant completeThrough) {
    /** Copies the levels. */
    public Reconciliation {
        levels = List.copyOf(levels);
    }

    /** Whether every stage agrees. */
    public boolean ok() {
        return levels.stream().allMatch(Level::ok);
    }
}
