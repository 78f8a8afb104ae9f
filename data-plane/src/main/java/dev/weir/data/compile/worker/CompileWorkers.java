package dev.weir.data.compile.worker;

import dev.weir.data.plan.PlanFailure;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuClock;
import dev.weir.data.usage.CpuMeter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs that take milliseconds to seconds of CPU on platform threads of their own: few, with a
 * bounded queue in which environments take turns ({@link CompileTurns}), each job charged to the
 * account it is done for and interrupted at its deadline. Thread-safe.
 */
public final class CompileWorkers implements AutoCloseable {
    /** The compiler recurses as deep as a query nests. */
    private static final long STACK_BYTES = 16L << 20;

    private static final long IDLE_SECONDS = 60;

    /** So many deadlines may pass while a job waits for its processor. */
    private static final int MOST_DEADLINES = 6;

    private final CompileSettings settings;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor deadlines;
    private final CompileTurns<Account, Job> turns;

    /** Threads that start with the first job, and end when none has come for a minute. */
    public CompileWorkers(CompileSettings settings) {
        this.settings = settings;
        turns =
                new CompileTurns<>(
                        settings.threads(), settings.maxQueued(), settings.maxQueuedOfOne());
        var names = new AtomicInteger();
        threads =
                new ThreadPoolExecutor(
                        settings.threads(),
                        settings.threads(),
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(), // a job is handed over when a thread is free
                        task -> {
                            var thread =
                                    new Thread(
                                            null,
                                            task,
                                            "compile-" + names.incrementAndGet(),
                                            STACK_BYTES);
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
        deadlines =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("compile-deadlines").daemon().factory());
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Has a job done.
     *
     * @return completes on the worker; fails with what the job throws, or with a {@link
     *     PlanFailure} 429 P5011 when too many wait
     */
    public <T> CompletionStage<T> submit(Account account, Supplier<T> job) {
        var result = new CompletableFuture<T>();
        Job refused;
        synchronized (turns) {
            refused = turns.offer(account, new Job(() -> run(job, result), result));
        }
        if (refused != null) refused.result.completeExceptionally(tooMany());
        startNext();
        return result;
    }

    /** One that waits or runs. */
    private record Job(Runnable work, CompletableFuture<?> result) {}

    private void startNext() {
        while (true) {
            CompileTurns.Turn<Account, Job> turn;
            synchronized (turns) {
                turn = turns.next();
            }
            if (turn == null) return;
            start(turn.owner(), turn.job());
        }
    }

    private void start(Account account, Job job) {
        try {
            threads.execute(() -> {
                try {
                    CpuMeter.current().run(account, job.work);
                } finally {
                    ended(account);
                    startNext();
                }
            });
        } catch (RejectedExecutionException _) {
            ended(account);
            job.result.completeExceptionally(stopping());
        }
    }

    private void ended(Account account) {
        synchronized (turns) {
            turns.ended(account);
        }
    }

    private <T> void run(Supplier<T> job, CompletableFuture<T> result) {
        var watch = new Watch(Thread.currentThread());
        long period = Math.max(1, settings.deadline().toMillis());
        var timer =
                deadlines.scheduleAtFixedRate(watch::look, period, period, TimeUnit.MILLISECONDS);
        T value = null;
        Throwable thrown = null;
        try {
            value = job.get();
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            watch.end();
            timer.cancel(false);
        }
        complete(result, value, thrown);
    }

    private static <T> void complete(
            CompletableFuture<T> result, @Nullable T value, @Nullable Throwable thrown) {
        if (thrown != null) result.completeExceptionally(thrown);
        else if (value != null) result.complete(value);
        else result.completeExceptionally(new NullPointerException("a job without a result"));
    }

    /**
     * Interrupts a thread, only while it does its job. What counts is the CPU time that the job
     * used: on a busy machine a job that is let on rarely is not to blame. It may not wait for ever
     * either.
     */
    private final class Watch {
        private final Thread thread;
        private final long cpuBefore;
        private int looks;
        private boolean ended;

        Watch(Thread thread) {
            this.thread = thread;
            cpuBefore = CpuClock.nanosOf(thread);
        }

        synchronized void look() {
            if (ended) return;
            long used = CpuClock.nanosOf(thread) - cpuBefore;
            if (used >= settings.deadline().toNanos() || ++looks >= MOST_DEADLINES) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }

    private PlanFailure tooMany() {
        return new PlanFailure(
                429,
                "P5011",
                "Too many queries wait to be compiled: at most "
                        + settings.maxQueuedOfOne()
                        + " of an environment and "
                        + settings.maxQueued()
                        + " of all may.",
                Map.of());
    }

    private static PlanFailure stopping() {
        return new PlanFailure(503, "P6008", "The node is stopping.", Map.of());
    }

    /** Jobs that wait. */
    public int waiting() {
        synchronized (turns) {
            return turns.waiting();
        }
    }

    @Override
    public void close() {
        List<Job> left;
        synchronized (turns) {
            left = turns.clear();
        }
        left.forEach(job -> job.result.completeExceptionally(stopping()));
        threads.shutdownNow();
        deadlines.shutdownNow();
    }
}
