package dev.weir.billing.rollup;

import dev.weir.events.EnvironmentId;

/**
 * What a batch adds to the check of a source's own sum for an environment: when none of its records
 * is missing, the sum of what was counted equals the cumulative value of the latest.
 *
 * @param cpuMillis counted in this batch
 * @param latestSequence the highest number among its records in this batch
 * @param cumulativeCpuMillis what that record says the sum is
 */
public record Claimed(
        SourceId source,
        EnvironmentId environment,
        long cpuMillis,
        long latestSequence,
        long cumulativeCpuMillis) {
    Claimed plus(Claimed other) {
        var latest = latestSequence > other.latestSequence ? this : other;
        return new Claimed(
                source,
                environment,
                Math.addExact(cpuMillis, other.cpuMillis),
                latest.latestSequence,
                latest.cumulativeCpuMillis);
    }
}
