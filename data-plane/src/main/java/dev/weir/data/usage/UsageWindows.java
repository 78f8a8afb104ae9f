package dev.weir.data.usage;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts what accounts count into usage records. A window ends when its time is over, and never
 * crosses an hour; each environment that used something in it gets a record, numbered without a gap
 * from 1. Fractions of a millisecond are carried into the next window, so that the records' sum is
 * always what was counted, rounded down once. For one thread.
 */
public final class UsageWindows {
    /** Which process counts. */
    public record Origin(
            NodeId node, IncarnationId incarnation, RegionId region, ClusterId cluster) {}

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Origin origin;
    private final Duration length;
    private final Map<EnvironmentId, UsageTotals> recorded = new HashMap<>();
    private Instant start;
    private long sequence;

    /**
     * Begins the first window.
     *
     * @param length of a window, at most an hour
     * @param now by the wall clock
     */
    public UsageWindows(Origin origin, Duration length, Instant now) {
        if (!length.isPositive() || length.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("window must be up to an hour long: " + length);
        }
        this.origin = origin;
        this.length = length;
        this.start = now;
    }

    /** How far windows have come: what is needed to go on with them in another process. */
    public record Progress(Instant start, long sequence, Map<EnvironmentId, UsageTotals> recorded) {
        /** Copies the totals. */
        public Progress {
            recorded = Map.copyOf(recorded);
        }
    }

    /** Goes on where another process was broken off, under its origin. */
    public static UsageWindows resumed(Origin origin, Duration length, Progress progress) {
        var windows = new UsageWindows(origin, length, progress.start());
        windows.sequence = progress.sequence();
        windows.recorded.putAll(progress.recorded());
        return windows;
    }

    /** How far it has come. */
    public Progress progress() {
        return new Progress(start, sequence, recorded);
    }

    /** When the window's time is over: after its length, or with the hour. */
    public Instant due() {
        var full = start.plus(length);
        var hour = hourEnd();
        return full.isBefore(hour) ? full : hour;
    }

    /** When the hour that the window is in is over: a window is never open longer. */
    public Instant hourEnd() {
        return start.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    }

    /**
     * Ends the window and begins the next.
     *
     * @param readings all accounts' totals as of now
     * @return a record for each environment that used something; none, and the window goes on, when
     *     the wall clock stands at or before the window's start
     */
    public List<UsageRecorded> close(Instant now, Collection<Accounts.Reading> readings) {
        if (!start.isBefore(now)) {
            // Set back a little, the clock will catch up; by more than a window, that would take
            // too long, and what is counted is recorded under the time that now holds.
            if (Duration.between(now, start).compareTo(length) > 0) start = now;
            return List.of();
        }
        var end = now.isBefore(hourEnd()) ? now : hourEnd();
        var records = new ArrayList<UsageRecorded>();
        for (var reading : readings) {
            var before = recorded.getOrDefault(reading.environment(), UsageTotals.ZERO);
            if (record(reading, before, end, records)) {
                recorded.put(reading.environment(), reading.totals());
            }
        }
        start = later(end, now.truncatedTo(ChronoUnit.HOURS));
        return records;
    }

    /** Ends the last window; unlike {@link #close}, whatever the wall clock says. */
    public List<UsageRecorded> finish(Instant now, Collection<Accounts.Reading> readings) {
        return close(start.isBefore(now) ? now : start.plusMillis(1), readings);
    }

    /** Whether there was anything to record. */
    private boolean record(
            Accounts.Reading reading, UsageTotals before, Instant end, List<UsageRecorded> to) {
        var now = reading.totals();
        long cpuMillis = millis(now.cpuNanos()) - millis(before.cpuNanos());
        long busyMillis = millis(now.databaseBusyNanos()) - millis(before.databaseBusyNanos());
        long queries = now.queries() - before.queries();
        long rows = now.rows() - before.rows();
        long bytesOut = now.bytesOut() - before.bytesOut();
        if (cpuMillis == 0 && busyMillis == 0 && queries == 0 && rows == 0 && bytesOut == 0) {
            return false;
        }
        to.add(
                new UsageRecorded(
                        origin.node,
                        origin.incarnation,
                        ++sequence,
                        origin.region,
                        origin.cluster,
                        reading.project(),
                        reading.environment(),
                        start,
                        end,
                        cpuMillis,
                        millis(now.cpuNanos()),
                        queries,
                        rows,
                        bytesOut,
                        Duration.ofMillis(busyMillis)));
        return true;
    }

    private static long millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
