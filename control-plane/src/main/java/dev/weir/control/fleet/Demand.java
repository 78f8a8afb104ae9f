package dev.weir.control.fleet;

import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pool has been asked for lately. Soft state: a controller that has just taken over
 * gathers it anew.
 *
 * @param samples the reports of the last {@link #WATCHED}, oldest first
 * @param peaks the highest size recommended in each {@link #BUCKET}, oldest first
 * @param wokenAt when a request last found the pool dormant; null: not since this life began
 * @param wakingWith how many requests were waiting then
 * @param grownAt when the pool was last let grow; null: never
 * @param sizeBefore what it had before that
 * @param growth what it did before it was let grow, until that is judged; null: nothing to judge
 * @param knee the size above which growth brought nothing; null: none known
 */
public record Demand(
        List<Sample> samples,
        List<Peak> peaks,
        @Nullable Moment wokenAt,
        int wakingWith,
        @Nullable Moment grownAt,
        int sizeBefore,
        @Nullable Growth growth,
        @Nullable Knee knee) {
    /** How far back samples reach. */
    public static final Duration WATCHED = Duration.ofSeconds(10);

    /** How long the time is for which one peak is kept. */
    public static final Duration BUCKET = Duration.ofSeconds(10);

    /** Nothing known yet. */
    public static final Demand NONE =
            new Demand(List.of(), List.of(), null, 0, null, 0, null, null);

    private static final int MOST_SAMPLES = 64;

    /**
     * The most that was recommended in some seconds.
     *
     * @param from when these begin
     * @param recommended the most
     * @param size what was granted at their beginning
     */
    public record Peak(Moment from, int recommended, int size) {}

    /**
     * What a pool did before it was let grow.
     *
     * @param from its size
     * @param throughput requests that ended a second
     * @param service the mean time that they held a connection, in seconds
     */
    public record Growth(int from, double throughput, double service) {}

    /**
     * A size above which growth brought nothing.
     *
     * @param until when it may be tried again
     */
    public record Knee(int size, Moment until) {}

    /** Copies the lists. */
    public Demand {
        samples = List.copyOf(samples);
        peaks = List.copyOf(peaks);
    }

    /** The same with one more report. */
    public Demand reported(Moment heardAt, int size, PoolReport report) {
        var kept = new ArrayList<Sample>(samples.size() + 1);
        for (var sample : samples) {
            if (!heardAt.isPast(WATCHED, sample.heardAt())) kept.add(sample);
        }
        if (kept.size() >= MOST_SAMPLES) kept.removeFirst();
        kept.add(new Sample(heardAt, size, report));
        return new Demand(kept, peaks, wokenAt, wakingWith, grownAt, sizeBefore, growth, knee);
    }

    /** The same after a request found the pool dormant. */
    public Demand woken(Moment at, int waiting) {
        return new Demand(samples, peaks, at, waiting, grownAt, sizeBefore, growth, knee);
    }

    /** The same after the pool was let grow. What was not judged yet is judged as one. */
    public Demand grown(Moment at, Growth before) {
        return new Demand(
                samples,
                peaks,
                wokenAt,
                wakingWith,
                at,
                before.from(),
                growth == null ? before : growth,
                knee);
    }

    /** The same after the last growth was judged; with the knee that it found, if any. */
    public Demand judged(@Nullable Knee found) {
        return new Demand(
                samples,
                peaks,
                wokenAt,
                wakingWith,
                grownAt,
                sizeBefore,
                null,
                found == null ? knee : found);
    }

    /** The same with what is recommended now; peaks older than {@code memory} are forgotten. */
    public Demand recommended(Moment at, int size, int recommended, Duration memory) {
        if (!peaks.isEmpty() && !at.isPast(BUCKET, peaks.getLast().from())) {
            var newest = peaks.getLast();
            if (recommended <= newest.recommended()) return this;
            var changed = new ArrayList<>(peaks);
            changed.set(peaks.size() - 1, new Peak(newest.from(), recommended, newest.size()));
            return with(changed);
        }
        var kept = new ArrayList<Peak>(peaks.size() + 1);
        for (var peak : peaks) if (!at.isPast(memory, peak.from())) kept.add(peak);
        kept.add(new Peak(at, recommended, size));
        return with(kept);
    }

    /**
     * The most that was recommended in the last {@code window}, to one bucket; 0: nothing known.
     */
    public int most(Duration window, Moment now) {
        int most = 0;
        for (var peak : peaks) {
            if (!now.isPast(window, peak.from())) most = Math.max(most, peak.recommended());
        }
        return most;
    }

    /** The last report; null: none yet. */
    public @Nullable Sample latest() {
        return samples.isEmpty() ? null : samples.getLast();
    }

    /** The samples of the last {@code window} before {@code now}, oldest first. */
    public List<Sample> within(Duration window, Moment now) {
        int first = 0;
        while (first < samples.size() && now.isPast(window, samples.get(first).heardAt())) first++;
        return samples.subList(first, samples.size());
    }

    private Demand with(List<Peak> changed) {
        return new Demand(samples, changed, wokenAt, wakingWith, grownAt, sizeBefore, growth, knee);
    }
}
