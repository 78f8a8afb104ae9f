package dev.weir.data.compile.worker;

import java.time.Duration;

/**
 * What compiling may take on a node.
 *
 * @param threads that compile; each may hold one instance
 * @param maxQueued jobs that may wait, of all environments
 * @param maxQueuedOfOne jobs of one environment that may wait or run
 * @param deadline CPU time that one job may use; six times that may pass
 * @param instanceBytes memory that one instance may grow to, the setting {@code compile.memory}
 * @param idleBytes memory of all instances that are kept for their next use
 * @param planBytes bytes of JSON of the plans and shapes that are kept
 */
public record CompileSettings(
        int threads,
        int maxQueued,
        int maxQueuedOfOne,
        Duration deadline,
        long instanceBytes,
        long idleBytes,
        long planBytes) {
    /** Half of the processors; 512 jobs, 128 of one environment; 10 s; 64, 48 and 32 MiB. */
    public static final CompileSettings DEFAULTS =
            new CompileSettings(
                    Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                    512,
                    128,
                    Duration.ofSeconds(10),
                    64L << 20,
                    48L << 20,
                    32L << 20);

    /** Refuses what cannot work. */
    public CompileSettings {
        if (threads < 1 || maxQueued < 1 || maxQueuedOfOne < 1) {
            throw new IllegalArgumentException("at least one thread and one job");
        }
        if (!deadline.isPositive() || instanceBytes < 4 << 20 || idleBytes < 0 || planBytes < 0) {
            throw new IllegalArgumentException("a deadline, and 4 MiB an instance");
        }
    }

    /** The same with another bound of an instance's memory. */
    public CompileSettings withInstanceBytes(long bytes) {
        return new CompileSettings(
                threads, maxQueued, maxQueuedOfOne, deadline, bytes, idleBytes, planBytes);
    }

    /** The same with another number of bytes for plans. */
    public CompileSettings withPlanBytes(long bytes) {
        return new CompileSettings(
                threads, maxQueued, maxQueuedOfOne, deadline, instanceBytes, idleBytes, bytes);
    }
}
