package dev.weir.data.compile.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order in which jobs of several owners run on a few workers. Owners with waiting jobs take
 * turns, one job each. One owner has all workers but one, so that another one's job starts at once;
 * where there is one worker only, it waits for one job. A full queue refuses the newest job of the
 * owner that has most. Not for several threads at a time.
 *
 * @param <O> who has jobs
 * @param <J> a job
 */
final class CompileTurns<O, J> {
    private final int workers;
    private final int workersOfOne;
    private final int maxWaiting;
    private final int maxOfOne;
    private final Map<O, Lane<J>> lanes = new HashMap<>();

    /** Owners with waiting jobs, the next one first. */
    private final ArrayDeque<O> ring = new ArrayDeque<>();

    private int running;
    private int waiting;

    private static final class Lane<J> {
        final ArrayDeque<J> waiting = new ArrayDeque<>();
        int running;

        int all() {
            return waiting.size() + running;
        }
    }

    /** A job that starts now, to be followed by {@link #ended}. */
    record Turn<O, J>(O owner, J job) {}

    /**
     * No jobs yet.
     *
     * @param maxWaiting jobs that may wait, of all owners
     * @param maxOfOne jobs of one owner that may wait or run
     */
    CompileTurns(int workers, int maxWaiting, int maxOfOne) {
        this.workers = workers;
        workersOfOne = Math.max(1, workers - 1);
        this.maxWaiting = maxWaiting;
        this.maxOfOne = maxOfOne;
    }

    /** Takes a job in. The job that is refused for it, this one or another; null if none is. */
    @Nullable J offer(O owner, J job) {
        var lane = lanes.computeIfAbsent(owner, _ -> new Lane<>());
        if (lane.all() >= maxOfOne) return job;
        J refused = null;
        if (waiting >= maxWaiting) {
            var largest = largestOwner();
            if (lane(largest).waiting.size() <= lane.waiting.size() + 1) {
                forgetIfEmpty(owner, lane);
                return job;
            }
            refused = newestOf(largest);
        }
        lane.waiting.add(job);
        waiting++;
        if (lane.waiting.size() == 1) ring.add(owner);
        return refused;
    }

    private O largestOwner() {
        O largest = ring.getFirst();
        for (O each : ring) {
            if (lane(each).waiting.size() > lane(largest).waiting.size()) largest = each;
        }
        return largest;
    }

    /** Of an owner with more than one waiting job. */
    private J newestOf(O owner) {
        waiting--;
        return lane(owner).waiting.removeLast();
    }

    /** The next job that may start; null if no worker is free for one. */
    @Nullable Turn<O, J> next() {
        if (running >= workers) return null;
        for (int left = ring.size(); left > 0; left--) {
            O owner = ring.remove();
            var lane = lane(owner);
            if (lane.running >= workersOfOne) {
                ring.add(owner);
                continue;
            }
            var job = lane.waiting.remove();
            if (!lane.waiting.isEmpty()) ring.add(owner);
            waiting--;
            running++;
            lane.running++;
            return new Turn<>(owner, job);
        }
        return null;
    }

    /** A started job is over. */
    void ended(O owner) {
        var lane = lane(owner);
        lane.running--;
        running--;
        forgetIfEmpty(owner, lane);
    }

    /** Takes out all that wait. */
    List<J> clear() {
        var jobs = new ArrayList<J>();
        for (O owner : ring) {
            var lane = lane(owner);
            jobs.addAll(lane.waiting);
            lane.waiting.clear();
            forgetIfEmpty(owner, lane);
        }
        ring.clear();
        waiting = 0;
        return jobs;
    }

    /** Jobs that wait. */
    int waiting() {
        return waiting;
    }

    /** Jobs of one owner that wait or run. */
    int of(O owner) {
        var lane = lanes.get(owner);
        return lane == null ? 0 : lane.all();
    }

    /** Owners that have a job: no more are remembered. */
    int owners() {
        return lanes.size();
    }

    private Lane<J> lane(O owner) {
        return Objects.requireNonNull(lanes.get(owner));
    }

    private void forgetIfEmpty(O owner, Lane<J> lane) {
        if (lane.all() == 0) lanes.remove(owner);
    }
}
