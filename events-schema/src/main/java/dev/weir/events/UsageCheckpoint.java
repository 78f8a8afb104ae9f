package dev.weir.events;

import java.time.Instant;

/**
 * Marks a boundary in what a source measured, and what its process used between this one and the
 * one before by three clocks, so that whoever adds up usage can tell how much of it was attributed.
 * Amounts are whole milliseconds of CPU time.
 *
 * @param sequence among the source's records, which it is numbered with
 * @param from where the time that it sums begins: the seal before, or the incarnation's beginning
 * @param until where it ends: everything measured before is in records with lower numbers
 * @param threadsCpuMillis by the own clocks of the threads that are metered
 * @param attributedCpuMillis charged to accounts, to environments and to the platform
 * @param environmentsCpuMillis the environments' part of it
 * @param processCpuMillis of the whole process; what is not the environments' is the platform's
 */
public record UsageCheckpoint(
        NodeLife life,
        long sequence,
        RegionId region,
        ClusterId cluster,
        Boundary boundary,
        Instant from,
        Instant until,
        long threadsCpuMillis,
        long attributedCpuMillis,
        long environmentsCpuMillis,
        long processCpuMillis)
        implements UsageEvent {
    /** Which boundary. */
    public enum Boundary {
        /** The incarnation began: the first of its records. */
        START,
        /** An hour (UTC) is over. */
        HOUR,
        /** The incarnation is over: nothing comes after. */
        END
    }

    /** Refuses a time that runs backwards, and negative amounts. */
    public UsageCheckpoint {
        if (sequence < 1) throw new IllegalArgumentException("sequence starts at 1: " + sequence);
        if (until.isBefore(from)) {
            throw new IllegalArgumentException("a seal must not end before it begins: " + until);
        }
        if (threadsCpuMillis < 0
                || attributedCpuMillis < 0
                || environmentsCpuMillis < 0
                || processCpuMillis < 0) {
            throw new IllegalArgumentException("amounts must not be negative");
        }
    }
}
