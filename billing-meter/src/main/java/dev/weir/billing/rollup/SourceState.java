package dev.weir.billing.rollup;

import dev.weir.events.ClusterId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source.
 *
 * @param received the numbers of its records that were counted
 * @param seenThrough the latest time until which one of them says that all before it is complete
 * @param sentThrough the same as of the last time when none before it was missing: everything that
 *     it has measured until then is counted; null when its first record is missing
 * @param lastSeen when the log took its newest record
 * @param ended whether it has said that nothing comes after
 */
public record SourceState(
        ClusterId cluster,
        Sequences received,
        Instant seenThrough,
        @Nullable Instant sentThrough,
        Instant lastSeen,
        boolean ended) {}
