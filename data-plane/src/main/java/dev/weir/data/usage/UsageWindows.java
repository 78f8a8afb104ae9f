package dev.weir.data.usage;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageCheckpoint.Boundary;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what accounts count into usage records. A window ends when its time is over, and never
 * crosses an hour; each environment that used something in it gets a record, numbered without a gap
 * from 1. Fractions of a millisecond are carried into the next window, so that the records' sum is
 * always what was counted, rounded down once. Seals stand at its beginning, at the end of each hour
 * and at its end; they are numbered with the records. For one thread.
 */
public final class UsageWindows {
    /** Which process counts. */
    public record Origin(NodeLife life, RegionId region, ClusterId cluster) implements OnNode {}

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Origin origin;
    private final Duration length;
    private final Map<EnvironmentId, UsageTotals> recorded = new HashMap<>();
    private Instant start;
    private long sequence;
    private ClockReading measured = ClockReading.ZERO;
    private Seal seal;

    /** The last seal: until when, and what the clocks said. */
    public record Seal(Instant until, ClockReading clocks) {}

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
        this.seal = new Seal(now, ClockReading.ZERO);
    }

    /** How far windows have come: what is needed to go on with them in another process. */
    public record Progress(
            Instant start,
            long sequence,
            Map<EnvironmentId, UsageTotals> recorded,
            ClockReading measured,
            Seal seal) {
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
        windows.measured = progress.measured();
        windows.seal = progress.seal();
        return windows;
    }

    /** How far it has come. */
    public Progress progress() {
        return new Progress(start, sequence, recorded, measured, seal);
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

    /** The incarnation begins: its first event, to be sent before any window's. */
    public List<UsageEvent> begin() {
        var events = new ArrayList<UsageEvent>();
        if (sequence == 0) seal(Boundary.START, start, events);
        return events;
    }

    /**
     * Ends the window and begins the next.
     *
     * @param readings all accounts' totals as of now
     * @param clocks what the clocks say of the same moment
     * @return a record for each environment that used something, and the hour's seal when it is
     *     over; none, and the window goes on, when the wall clock stands at or before the window's
     *     start
     */
    public List<UsageEvent> close(
            Instant now, Collection<Accounts.Reading> readings, ClockReading clocks) {
        if (!start.isBefore(now)) {
            // Set back a little, the clock will catch up; by more than a window, that would take
            // too long, and what is counted is recorded under the time that now holds.
            if (Duration.between(now, start).compareTo(length) > 0) start = now;
            return List.of();
        }
        var hour = hourEnd();
        var end = now.isBefore(hour) ? now : hour;
        var next = later(end, now.truncatedTo(ChronoUnit.HOURS));
        measured = clocks;
        var events = new ArrayList<UsageEvent>();
        var used = readings.stream().filter(this::isUsed).toList();
        for (int i = 0; i < used.size(); i++) {
            var reading = used.get(i);
            boolean last = i == used.size() - 1;
            events.add(record(reading, end, last ? end : start));
            recorded.put(reading.environment(), reading.totals());
        }
        start = next;
        if (!now.isBefore(hour)) seal(Boundary.HOUR, next, events);
        return events;
    }

    /** Ends the last window; unlike {@link #close}, whatever the wall clock says. */
    public List<UsageEvent> finish(
            Instant now, Collection<Accounts.Reading> readings, ClockReading clocks) {
        var last = start.isBefore(now) ? now : start.plusMillis(1);
        var events = new ArrayList<>(close(last, readings, clocks));
        seal(Boundary.END, start, events);
        return events;
    }

    /**
     * Ends it for a process that is no more.
     *
     * @param left its threads' clocks; null if they were not kept: then nothing is said of the time
     *     after the last window
     */
    public List<UsageEvent> finish(
            Instant alive, Collection<Accounts.Reading> readings, ClockCells.@Nullable Left left) {
        var events = new ArrayList<>(begin());
        events.addAll(finish(alive, readings, left == null ? measured : last(readings, left)));
        return events;
    }

    /** The process's own clock is gone with it: at least its threads have used what they have. */
    private ClockReading last(Collection<Accounts.Reading> readings, ClockCells.Left left) {
        long environments = MeteredThreads.cpuNanos(readings);
        long threads = Math.max(measured.threads(), left.threads());
        return new ClockReading(
                threads,
                Math.max(measured.attributed(), environments + left.platform() + left.before()),
                Math.max(measured.environments(), environments),
                measured.process() + threads - measured.threads());
    }

    private void seal(Boundary boundary, Instant until, List<UsageEvent> to) {
        var from = seal.until().isBefore(until) ? seal.until() : until;
        var before = seal.clocks();
        to.add(
                new UsageCheckpoint(
                        origin.life,
                        ++sequence,
                        origin.region,
                        origin.cluster,
                        boundary,
                        from,
                        until,
                        millis(measured.threads()) - millis(before.threads()),
                        millis(measured.attributed()) - millis(before.attributed()),
                        millis(measured.environments()) - millis(before.environments()),
                        millis(measured.process()) - millis(before.process())));
        seal = new Seal(until, measured);
    }

    private boolean isUsed(Accounts.Reading reading) {
        var now = reading.totals();
        var before = recorded.getOrDefault(reading.environment(), UsageTotals.ZERO);
        return millis(now.cpuNanos()) != millis(before.cpuNanos())
                || millis(now.databaseBusyNanos()) != millis(before.databaseBusyNanos())
                || now.queries() != before.queries()
                || now.rows() != before.rows()
                || now.bytesOut() != before.bytesOut();
    }

    private UsageRecorded record(Accounts.Reading reading, Instant end, Instant completeThrough) {
        var now = reading.totals();
        var before = recorded.getOrDefault(reading.environment(), UsageTotals.ZERO);
        long busyMillis = millis(now.databaseBusyNanos());
        return new UsageRecorded(
                origin.life,
                ++sequence,
                origin.region,
                origin.cluster,
                reading.project(),
                reading.environment(),
                start,
                end,
                millis(now.cpuNanos()) - millis(before.cpuNanos()),
                millis(now.cpuNanos()),
                now.queries() - before.queries(),
                now.rows() - before.rows(),
                now.bytesOut() - before.bytesOut(),
                Duration.ofMillis(busyMillis - millis(before.databaseBusyNanos())),
                new UsageRecorded.Sums(
                        now.queries(), now.rows(), now.bytesOut(), Duration.ofMillis(busyMillis)),
                completeThrough);
    }

    private static long millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
