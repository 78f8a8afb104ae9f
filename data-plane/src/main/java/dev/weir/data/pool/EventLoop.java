package dev.weir.data.pool;

import java.util.concurrent.Executor;

/** The one thread that owns a pool, with its clock and timers. */
public interface EventLoop extends Executor {
    /** Nanoseconds of a monotonic clock. */
    long nanos();

    /**
     * Runs a task on the loop once this many nanoseconds have passed.
     *
     * @return withdraws the task; to be called on the loop
     */
    Runnable after(long nanos, Runnable task);
}
