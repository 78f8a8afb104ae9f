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
 */
final class Pipelines {
    /**
     * As many connections are shared before one is filled further: enough for the server to work on
     * several at once, few enough for many to travel together.
     */
    static final int SPREAD = 4;

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
            adapt(slot, ranNanos);
            ahead.add(aheadNanos);
        }
    }

    private static void adapt(Slot slot, long ranNanos) {
        if (slot.pace == 0) slot.pace = ranNanos;
        else slot.pace += (ranNanos - slot.pace) >> MEMORY;
    }

    /** It is not shared any more. */
    void end(Slot slot) {
        shared.remove(slot);
        places -= slot.places;
        slot.places = 0;
        slot.reserved = false;
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
        return Math.clamp(fitting, 1, settings.pipelineDepth());
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
