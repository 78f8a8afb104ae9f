package dev.weir.events;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one incarnation measured for one environment in one window. A source numbers all its
 * records, of whatever environment, without a gap from 1; repeating one changes nothing.
 *
 * @param sequence the record's place among those of its source ({@code node/incarnation})
 * @param project the environment's project at the time
 * @param windowStart inclusive
 * @param windowEnd exclusive; at most an hour long, never crossing an hour (UTC)
 * @param cpuMillis CPU time used in the window, whole milliseconds; fractions are carried into the
 *     next window
 * @param cumulativeCpuMillis of the environment since the incarnation began, this record included
 * @param rows rows read
 * @param bytesOut bytes of answers
 * @param databaseBusy the time that connections were lent
 * @param sums the other amounts since the incarnation began, this record included; null in records
 *     of nodes that did not tell them yet
 * @param completeThrough what the source measured until then is in this record and those before;
 *     null in records of nodes that did not tell it yet
 */
public record UsageRecorded(
        NodeLife life,
        long sequence,
        RegionId region,
        ClusterId cluster,
        ProjectId project,
        EnvironmentId environment,
        Instant windowStart,
        Instant windowEnd,
        long cpuMillis,
        long cumulativeCpuMillis,
        long queries,
        long rows,
        long bytesOut,
        Duration databaseBusy,
        @Nullable Sums sums,
        @Nullable Instant completeThrough)
        implements UsageEvent {
    /** Amounts since the incarnation began. */
    public record Sums(long queries, long rows, long bytesOut, Duration databaseBusy) {
        /** Refuses negative amounts. */
        public Sums {
            if (queries < 0 || rows < 0 || bytesOut < 0 || databaseBusy.isNegative()) {
                throw new IllegalArgumentException("cumulative amounts must not be negative");
            }
        }
    }

    /** A record that tells no more than those of the first version. */
    public UsageRecorded(
            NodeLife life,
            long sequence,
            RegionId region,
            ClusterId cluster,
            ProjectId project,
            EnvironmentId environment,
            Instant windowStart,
            Instant windowEnd,
            long cpuMillis,
            long cumulativeCpuMillis,
            long queries,
            long rows,
            long bytesOut,
            Duration databaseBusy) {
        this(
                life,
                sequence,
                region,
                cluster,
                project,
                environment,
                windowStart,
                windowEnd,
                cpuMillis,
                cumulativeCpuMillis,
                queries,
                rows,
                bytesOut,
                databaseBusy,
                null,
                null);
    }

    /** Refuses a window that is empty or crosses an hour, and negative amounts. */
    public UsageRecorded {
        if (sequence < 1) throw new IllegalArgumentException("sequence starts at 1: " + sequence);
        if (!windowStart.isBefore(windowEnd)) {
            throw new IllegalArgumentException(
                    "window must not be empty: " + windowStart + " to " + windowEnd);
        }
        long hour = Math.floorDiv(windowStart.getEpochSecond(), 3600L);
        if (windowEnd.isAfter(Instant.ofEpochSecond((hour + 1) * 3600))) {
            throw new IllegalArgumentException(
                    "window must not cross an hour: " + windowStart + " to " + windowEnd);
        }
        if (cpuMillis < 0 || queries < 0 || rows < 0 || bytesOut < 0 || databaseBusy.isNegative()) {
            throw new IllegalArgumentException("amounts must not be negative");
        }
        if (cumulativeCpuMillis < cpuMillis) {
            throw new IllegalArgumentException(
                    "cumulative CPU time must not be below the window's: "
                            + cumulativeCpuMillis
                            + " ms, "
                            + cpuMillis
                            + " ms");
        }
        if (sums != null
                && (sums.queries < queries
                        || sums.rows < rows
                        || sums.bytesOut < bytesOut
                        || sums.databaseBusy.compareTo(databaseBusy) < 0)) {
            throw new IllegalArgumentException(
                    "cumulative amounts must not be below the window's: record " + sequence);
        }
        if (completeThrough != null && completeThrough.isAfter(windowEnd)) {
            throw new IllegalArgumentException(
                    "nothing is complete beyond the window's end: " + completeThrough);
        }
    }
}
