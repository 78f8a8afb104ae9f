package dev.weir.data.pool;

import dev.weir.data.pool.Slot.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that short reads share, and how many each takes. A connection takes as many as
 * are done within the time that one should wait at most (Little's law: the length of a line is the
 * wait divided by the pace), and none while its first one takes longer than that. So it is deep
 * where reads are quick, and where they are slow each has its own.
 *
 * <p>The pace is the time from one answer to the next while the server has more to do. What nobody
 * stood behind tells little of it: its time is that of the way there and back, and of whatever else
 * the machines had to do. Taken for the pace, it would spread reads over ever more connections the
 * busier the machines are, and so make them busier still.
 */
final class Pipelines {
    /**
     * As many connections are shared before one is filled further: enough for the server to work on
     * several at once, few enough for many to travel together.
     */
    static final int SPREAD = 4;

    /**
     * While the wait on one would be this small a part of what is allowed, it is filled further
     * even before that: the fewer connections, the more travel together each way.
     */
    private static final int CLOSE = 16;

    /** How many a connection takes whose pace is not known from two in a row. */
    private static final int TRIAL = 2;

    /**
     * Each statement counts for a sixteenth in the pace: answers come in bursts, of which the first
     * seems slow and the others quick.
     */
    private static final int MEMORY = 4;

    private final List<Slot> shared = new ArrayList<>();
    private final Waits ahead = new Waits();
    private int places;

    /** How many connections are shared. */
    int size() {
        return shared.size();
    }

    /** How many places are taken on them. */
    int places() {
        return places;
    }

    /** How long those who ended waited for those before them on their connections. */
    Waits ahead() {
        return ahead;
    }

    /** A connection at rest is shared from now on, beginning with one. */
    void begin(long now, Slot slot) {
        shared.add(slot);
        slot.places = 0;
        slot.reserved = false;
        slot.doubtful = false;
        slot.headSince = now;
        join(slot);
    }

    /** One more has a place. */
    void join(Slot slot) {
        slot.places++;
        places++;
    }

    /** One has left. */
    void left(long now, Slot slot, long aheadNanos, long ranNanos, boolean clean) {
        slot.places--;
        places--;
        assert slot.places >= 0 : "who left had a place";
        slot.headSince = now;
        if (!clean) slot.doubtful = true;
        if (ranNanos > 0) {
            adapt(slot, ranNanos, aheadNanos > 0);
            ahead.add(aheadNanos);
        }
    }

    /** One that was sent while the server had nothing to do can only show a pace to be better. */
    private static void adapt(Slot slot, long ranNanos, boolean followed) {
        boolean better = slot.pace == 0 || ranNanos < slot.pace;
        boolean guessed = slot.pace == 0 || (followed && !slot.paced);
        if (guessed && better) slot.pace = ranNanos;
        else if (followed || better) slot.pace += (ranNanos - slot.pace) >> MEMORY;
        if (followed || better) slot.paced = followed;
    }

    /** It is not shared any more. */
    void end(Slot slot) {
        shared.remove(slot);
        places -= slot.places;
        slot.places = 0;
        slot.reserved = false;
    }

    /** The fullest of those on which one more would hardly wait; null if there is none. */
    @Nullable Slot closest(long now, PoolSettings settings, Predicate<Slot> usable) {
        Slot closest = null;
        for (var slot : shared) {
            boolean fuller = closest == null || slot.places > closest.places;
            if (fuller
                    && hardlyWaits(slot, settings)
                    && takesMore(now, slot, settings)
                    && usable.test(slot)) {
                closest = slot;
            }
        }
        return closest;
    }

    private static boolean hardlyWaits(Slot slot, PoolSettings settings) {
        return slot.paced
                && (long) CLOSE * slot.places * slot.pace < settings.headOfLine().toNanos();
    }

    /** The emptiest of those that take one more; null if none does. */
    @Nullable Slot best(long now, PoolSettings settings, Predicate<Slot> usable) {
        Slot best = null;
        for (var slot : shared) {
            boolean emptier = best == null || slot.places < best.places;
            if (emptier && takesMore(now, slot, settings) && usable.test(slot)) best = slot;
        }
        return best;
    }

    private static boolean takesMore(long now, Slot slot, PoolSettings settings) {
        assert slot.state == State.SHARED : "shared";
        return !slot.reserved
                && !slot.doubtful
                && slot.places < depth(slot, settings)
                && now - slot.headSince < settings.headOfLine().toNanos();
    }

    /** How many it takes, by its pace. */
    static int depth(Slot slot, PoolSettings settings) {
        if (slot.pace == 0) return settings.pipelineDepth();
        long fitting = settings.headOfLine().toNanos() / slot.pace;
        int least = slot.paced ? 1 : Math.min(TRIAL, settings.pipelineDepth());
        return Math.clamp(fitting, least, settings.pipelineDepth());
    }

    /** Whether who joined would wait for less than half of what is allowed. */
    static boolean isQuick(Slot slot, PoolSettings settings) {
        return 2L * slot.places * slot.pace < settings.headOfLine().toNanos();
    }

    /** So many of them take no more, so that they come to rest for who wants one alone. */
    void reserve(int count) {
        long reserved = shared.stream().filter(slot -> slot.reserved).count();
        if (reserved >= count) return;
        shared.stream()
                .filter(slot -> !slot.reserved)
                .sorted(Comparator.comparingInt(slot -> slot.places))
                .limit(count - reserved)
                .forEach(slot -> slot.reserved = true);
    }
}
