package dev.weir.data.pool;

import java.util.concurrent.Executor;

/**
 * The one thread that owns a pool, with its clock and timers. What is executed there, and what its
 * timers run, is the node's own work, unless it is said to be for a request.
 */
public interface EventLoop extends Executor {
    /** Executes tasks that are done for requests of the pool's environment, and charged to it. */
    default Executor requests() {
        return this;
    }

    /** Runs a task at once, for a request. To be called on the loop. */
    default void forRequest(Runnable task) {
        task.run();
    }

    /** Nanoseconds of a monotonic clock. */
    long nanos();

    /**
     * Runs a task on the loop once this many nanoseconds have passed.
     *
     * @return withdraws the task; to be called on the loop
     */
    Runnable after(long nanos, Runnable task);
}
