package dev.weir.billing.rollup;

import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.events.UsageCheckpoint;
import java.util.List;
import java.util.Map;

/**
 * What a batch of records comes to: all of it is written together, or nothing.
 *
 * @param sums to be added to the hour sums
 * @param sources what is now known of the sources in the batch
 * @param claimed for the cumulative check
 * @param seals that were counted
 * @param putAside what could not be counted
 * @param accepted how many records are in the sums, and seals
 * @param duplicate how many were counted before
 */
public record Batch(
        Map<RollupKey, Amounts> sums,
        Map<SourceId, SourceState> sources,
        List<Claimed> claimed,
        List<UsageCheckpoint> seals,
        List<PutAside> putAside,
        int accepted,
        int duplicate) {}
