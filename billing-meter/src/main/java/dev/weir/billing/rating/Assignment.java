package dev.weir.billing.rating;

import dev.weir.events.ProjectId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * From when on a project is rated by a card.
 *
 * @param project null: every project that has no card of its own at the time
 * @param card the card's id; its version is the one in force
 * @param effectiveFrom a whole hour (UTC)
 */
public record Assignment(@Nullable ProjectId project, String card, Instant effectiveFrom) {
    /** Refuses a time that is not a whole hour. */
    public Assignment {
        if (!effectiveFrom.equals(effectiveFrom.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("effectiveFrom must be a whole hour");
        }
    }
}
