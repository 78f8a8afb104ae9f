package dev.weir.control.fleet;

import dev.weir.events.Epoch;
import dev.weir.events.NodeLife;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the end of a life's sessions is getting on, as one controller has seen it: whoever was
 * ordered to bring it about may speak and still not reach the database, or not hear of the order.
 *
 * @param order the epoch of the order that holds
 * @param since when this controller first saw it
 * @param tried who was ordered so far, the latest last
 * @param repeats how often somebody was ordered who had been before
 */
public record Pursuit(Epoch order, Moment since, List<NodeLife> tried, int repeats) {
    /** So many are remembered. */
    private static final int MOST_TRIED = 64;

    /** Each repeat doubles the time that one has, so many times. */
    private static final int MOST_DOUBLINGS = 4;

    /** Copies the list. */
    public Pursuit {
        tried = List.copyOf(tried);
    }

    /** The same if the order is the same, else with the new one. */
    static Pursuit of(@Nullable Pursuit before, Reaping reaping, Moment now) {
        var executor = reaping.by();
        if (before == null) return new Pursuit(reaping.epoch(), now, List.of(executor), 0);
        if (before.order.equals(reaping.epoch())) return before;
        var all = new ArrayList<>(before.tried);
        int repeated = all.remove(executor) ? 1 : 0;
        all.add(executor);
        var latest = all.subList(Math.max(0, all.size() - MOST_TRIED), all.size());
        return new Pursuit(reaping.epoch(), now, latest, before.repeats + repeated);
    }

    /**
     * Whether it is another one's turn. Whoever had all their turns in vain has longer in the next
     * one: while the database is away nobody can do it, and every order is told to all.
     *
     * @param over whether the life has certainly ended: then there is more to look at
     */
    public boolean isOverdue(SilencePolicy silence, boolean over, Moment now) {
        var time = silence.handOnAfter().multipliedBy(1L << Math.min(repeats, MOST_DOUBLINGS));
        return now.isPast(over ? time.plus(silence.settledAfter()) : time, since);
    }

    /** How lately this life was ordered to do it; 0: never. */
    public int lately(NodeLife life) {
        return tried.indexOf(life) + 1;
    }
}
