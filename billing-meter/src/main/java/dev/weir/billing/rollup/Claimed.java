package dev.weir.billing.rollup;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.UsageRecorded;
import java.time.Instant;

/**
 * What a batch adds to the check of a source's own sums for an environment: when none of its
 * records is missing, the sums of what was counted equal those that the latest record tells.
 *
 * @param counted in this batch
 * @param latestSequence the highest number among its records in this batch
 * @param sums what that record says the sums are; its number of records is 0
 * @param told whether all records told all sums; otherwise only CPU time can be compared
 * @param project of the latest record
 * @param hour of the latest record
 */
public record Claimed(
        SourceId source,
        EnvironmentId environment,
        Amounts counted,
        long latestSequence,
        Amounts sums,
        boolean told,
        ProjectId project,
        Instant hour) {
    static Claimed of(UsageRecorded usage) {
        var sums = usage.sums();
        return new Claimed(
                SourceId.of(usage),
                usage.environment(),
                Amounts.of(usage),
                usage.sequence(),
                sums == null
                        ? new Amounts(usage.cumulativeCpuMillis(), 0, 0, 0, 0, 0)
                        : new Amounts(
                                usage.cumulativeCpuMillis(),
                                sums.queries(),
                                sums.rows(),
                                sums.bytesOut(),
                                sums.databaseBusy().toNanos(),
                                0),
                sums != null,
                usage.project(),
                RollupKey.of(usage).hour());
    }

    Claimed plus(Claimed other) {
        var latest = latestSequence > other.latestSequence ? this : other;
        return new Claimed(
                source,
                environment,
                counted.plus(other.counted),
                latest.latestSequence,
                latest.sums,
                told && other.told,
                latest.project,
                latest.hour);
    }
}
