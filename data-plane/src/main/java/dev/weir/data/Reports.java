package dev.weir.data;

import dev.weir.data.grant.OwnGrant;
import dev.weir.data.grant.ReportFilter;
import dev.weir.data.pool.Breaker;
import dev.weir.data.pool.PoolStats;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Gathers what a heartbeat says of the node's pools. For one thread. */
final class Reports {
    /**
     * A loop that does not answer in this time is left out: the controller then knows less, nothing
     * wrong.
     */
    private static final long ANSWER_MILLIS = 400;

    private final Pools pools;
    private final ReportFilter filter = new ReportFilter();
    private volatile Duration headOfLine = Duration.ZERO;
    private volatile int open;
    private volatile int halfOpen;

    Reports(Pools pools) {
        this.pools = pools;
    }

    /**
     * How long reads lately waited for those before them on a connection that they share, at the
     * 95th percentile: of the pool where that is longest. From any thread.
     */
    Duration headOfLine() {
        return headOfLine;
    }

    /** Pools whose database could not be connected to lately and is not being tried. */
    int open() {
        return open;
    }

    /** Pools whose database could not be connected to lately and is being tried. */
    int halfOpen() {
        return halfOpen;
    }

    /**
     * The reports due with a heartbeat. Waits for the pools' loops, for a bounded time.
     *
     * @param closed whether nothing is opened any more: then whatever is not open is given back,
     *     under the newest epoch
     */
    List<PoolReport> gather(boolean closed) {
        var answers = new ArrayList<CompletableFuture<Optional<PoolReport>>>();
        var ahead = new LongAccumulator(Math::max, 0);
        var isOpen = new LongAdder();
        var isHalfOpen = new LongAdder();
        var reports = new ArrayList<PoolReport>();
        filter.nextRound();
        for (var grant : pools.grants()) {
            var runner = pools.runner(grant.environment());
            if (runner == null) {
                int held = closed ? 0 : grant.size();
                if (filter.isDue(grant.environment(), grant.epoch(), held, true)) {
                    reports.add(untouched(grant, held));
                }
            } else {
                answers.add(
                        runner.takeStats()
                                .toCompletableFuture()
                                .thenApply(stats -> {
                                    ahead.accumulate(stats.headOfLineP95().toNanos());
                                    switch (stats.breaker()) {
                                        case Breaker.Closed() -> {}
                                        case Breaker.Open(_, _) -> isOpen.increment();
                                        case Breaker.HalfOpen(_) -> isHalfOpen.increment();
                                    }
                                    return Optional.of(report(grant, stats, closed));
                                })
                                .completeOnTimeout(
                                        Optional.empty(), ANSWER_MILLIS, TimeUnit.MILLISECONDS));
            }
        }
        for (var answer : answers) answer.join().filter(this::isDue).ifPresent(reports::add);
        headOfLine = Duration.ofNanos(ahead.get());
        open = isOpen.intValue();
        halfOpen = isHalfOpen.intValue();
        return reports;
    }

    private boolean isDue(PoolReport report) {
        boolean dormant = report.state() == PoolState.DORMANT;
        return filter.isDue(report.environment(), report.epoch(), report.held(), dormant);
    }

    /** A grant that nobody has made use of yet. */
    private static PoolReport untouched(OwnGrant grant, int held) {
        return new PoolReport(
                grant.environment(),
                grant.epoch(),
                PoolState.DORMANT,
                held,
                0,
                0,
                0,
                0,
                Duration.ZERO,
                0,
                Duration.ZERO,
                Duration.ZERO);
    }

    private static PoolReport report(OwnGrant grant, PoolStats stats, boolean closed) {
        return new PoolReport(
                grant.environment(),
                closed ? grant.epoch() : stats.epoch(),
                stats.state(),
                closed ? stats.open() + stats.opening() : stats.held(),
                stats.open(),
                stats.opening(),
                stats.busy(),
                stats.waiting(),
                stats.waitP95(),
                stats.requests(),
                stats.service(),
                stats.idleFor());
    }
}
