package dev.weir.data.usage;

/**
 * The threads' clock, which can be left unread for a while: both sides of {@code ./weir bench
 * metering} are one process, compiled once, which differs in nothing else. Two processes of the
 * same code differ by more than metering costs.
 */
public final class BenchClock implements CpuClock {
    private final CpuClock clock;
    private volatile boolean unread;

    BenchClock(CpuClock clock) {
        this.clock = clock;
    }

    /** Leaves the clock unread from now on, or reads it again. For any thread. */
    public void unread(boolean now) {
        unread = now;
    }

    /** {@inheritDoc} Or 0, before all readings, for none. */
    @Override
    public long nanos() {
        return unread ? 0 : clock.nanos();
    }
}
