package dev.weir.data.usage;

import org.jspecify.annotations.Nullable;

/** The place where the clocks of metered threads are kept beyond the end of their process. */
@FunctionalInterface
public interface ClockCells {
    /** Nothing is kept. */
    ClockCells NONE = () -> null;

    /** A cell for one thread; null if there is no room for another. */
    @Nullable Cell open();

    /** The clock of one thread. Written by that thread alone. */
    interface Cell {
        /** The thread had used so much before it was metered, which belongs to the platform. */
        void before(long nanos);

        /** All that the thread has used up to here is charged. */
        void charged(long nanos);
    }

    /**
     * The clocks of a process that is over. Nanoseconds of CPU time.
     *
     * @param threads by the metered threads' own clocks, up to their last charges
     * @param before the part of it that came before the threads were metered
     * @param platform charged to the platform
     */
    record Left(long threads, long before, long platform) {}
}
