package dev.weir.data.usage;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The clocks that attribution is measured against. Threads belong to the process, so where several
 * nodes live in one, the first reads the clocks for all of them, and only the nodes' sums can be
 * compared. Settled and read by one thread.
 */
public final class ProcessClocks implements AutoCloseable {
    /** Longer than a turn of an event loop takes, even on a machine that is short of processors. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final AtomicReference<@Nullable ProcessClocks> OWNER = new AtomicReference<>();

    private final Accounts accounts;
    private final boolean owner;
    private final MeteredThreads.Sum threadsAtStart;
    private final long processAtStart;
    private Set<CpuMeter> atWork = Set.of();

    private ProcessClocks(Accounts accounts, ClockCells kept) {
        this.accounts = accounts;
        owner = OWNER.compareAndSet(null, this);
        if (owner) CpuMeter.THREADS.keepIn(kept);
        // Up to their boundaries: what came after those will be charged, and is to be compared.
        threadsAtStart = CpuMeter.THREADS.sum(CpuMeter.THREADS.meters());
        processAtStart = CpuClock.processNanos();
    }

    /**
     * Counts from now, beside the accounts.
     *
     * @param kept keeps the threads' clocks, for the time after the process
     */
    public static ProcessClocks of(Accounts accounts, ClockCells kept) {
        return new ProcessClocks(accounts, kept);
    }

    /**
     * To be called before the accounts are read, by a thread that may wait for a quarter of a
     * second: event loops charge what they have used up to now, so that what attribution is
     * measured against has not run ahead of it. A thread that is in the midst of something is
     * counted up to where that began.
     */
    public void settle() throws InterruptedException {
        if (owner) atWork = CpuMeter.THREADS.settle(accounts.platform(), PATIENCE);
    }

    /**
     * What all clocks say now.
     *
     * @param readings the accounts', of the same moment
     */
    public ClockReading read(Collection<Accounts.Reading> readings) {
        long environments = MeteredThreads.cpuNanos(readings);
        long charged = environments + accounts.platform().totals().cpuNanos();
        if (!owner) return new ClockReading(0, charged, environments, 0);
        // A read of its own, after the accounts': what was charged is never more than the clocks.
        var threads = CpuMeter.THREADS.sum(atWork);
        return new ClockReading(
                threads.nanos() - threadsAtStart.nanos(),
                charged + threads.before() - threadsAtStart.before(),
                environments,
                CpuClock.processNanos() - processAtStart);
    }

    /** Another node of the process may read the clocks now. */
    @Override
    public void close() {
        if (OWNER.compareAndSet(this, null)) CpuMeter.THREADS.keepIn(ClockCells.NONE);
    }
}
