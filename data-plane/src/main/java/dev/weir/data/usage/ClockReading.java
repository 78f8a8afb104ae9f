package dev.weir.data.usage;

/**
 * What was used since an incarnation began, by clocks that know nothing of each other. Nanoseconds
 * of CPU time.
 *
 * @param threads by the own clocks of the metered threads
 * @param attributed charged to accounts, the platform's included
 * @param environments the environments' part of it
 * @param process of the whole process
 */
public record ClockReading(long threads, long attributed, long environments, long process) {
    /** Nothing yet. */
    public static final ClockReading ZERO = new ClockReading(0, 0, 0, 0);
}
