package dev.weir.data.usage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The threads of this process whose CPU time is divided among accounts, and what their own clocks
 * say. What a thread had used when it was first metered belongs to nobody, so to the platform.
 */
final class MeteredThreads {
    private record Watched(Thread thread, CpuMeter meter) {}

    /** By the clocks, and how much of it came before the threads were metered. */
    record Sum(long nanos, long before) {}

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private volatile ClockCells cells = ClockCells.NONE;
    private long ended;
    private long endedBefore;

    /** The calling thread is metered from here on. */
    CpuMeter watch(CpuMeter meter) {
        watched.add(new Watched(Thread.currentThread(), meter));
        var cell = cells.open();
        if (cell != null) meter.keepIn(cell, true);
        return meter;
    }

    /** From here on the clocks are kept there, beginning with what the threads use from now on. */
    void keepIn(ClockCells kept) {
        cells = kept;
        for (var one : watched) {
            var cell = kept.open();
            if (cell != null) one.meter.keepIn(cell, false);
        }
    }

    /**
     * Has event loops charge what they have used since their last boundaries, and waits for those
     * that get to it in time.
     *
     * @param platform charged for what nobody stands behind
     * @return those that have not come to a boundary: loops in the midst of something, and threads
     *     without turns
     */
    Set<CpuMeter> settle(Account platform, Duration patience) throws InterruptedException {
        var settled = new HashMap<CpuMeter, CompletableFuture<Void>>();
        var others = new HashSet<CpuMeter>();
        for (var one : watched) {
            if (!one.thread.isAlive()) continue;
            var soon = one.meter.settleSoon(platform);
            if (soon == null) others.add(one.meter);
            else settled.put(one.meter, soon);
        }
        try {
            CompletableFuture.allOf(settled.values().toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            settled.values().removeIf(CompletableFuture::isDone);
            others.addAll(settled.keySet());
        } catch (ExecutionException e) {
            throw new IllegalStateException("never fails", e);
        }
        return others;
    }

    /** All that are metered. */
    Set<CpuMeter> meters() {
        return watched.stream().map(Watched::meter).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * All of them, those that have ended included.
     *
     * @param atWork counted up to their last boundaries: what they are doing is charged when it is
     *     done
     */
    synchronized Sum sum(Set<CpuMeter> atWork) {
        long nanos = 0;
        long before = 0;
        var dead = new ArrayList<Watched>();
        for (var one : watched) {
            long now = one.thread.isAlive() ? CpuClock.nanosOf(one.thread) : -1;
            if (now < 0 && !one.thread.isAlive()) {
                // What it used after its last boundary can no longer be told.
                ended += one.meter.boundaryNanos();
                endedBefore += one.meter.beginningNanos();
                dead.add(one);
            } else if (now >= 0) {
                nanos += atWork.contains(one.meter) ? one.meter.boundaryNanos() : now;
                before += one.meter.beginningNanos();
            }
        }
        watched.removeAll(dead);
        return new Sum(nanos + ended, before + endedBefore);
    }

    static long cpuNanos(Collection<Accounts.Reading> readings) {
        return readings.stream().mapToLong(reading -> reading.totals().cpuNanos()).sum();
    }
}
