package dev.weir.data.compile.worker;

import dev.weir.data.plan.PlanFailure;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs that take milliseconds to seconds of CPU on platform threads of their own: few, with a
 * bounded queue, each job charged to the account it is done for and interrupted at its deadline.
 * Thread-safe.
 */
public final class CompileWorkers implements AutoCloseable {
    /** The compiler recurses as deep as a query nests. */
    private static final long STACK_BYTES = 16L << 20;

    private static final long IDLE_SECONDS = 60;

    private final CompileSettings settings;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Map<Account, AtomicInteger> jobs = new ConcurrentHashMap<>();

    /** Threads that start with the first job, and end when none has come for a minute. */
    public CompileWorkers(CompileSettings settings) {
        this.settings = settings;
        var names = new AtomicInteger();
        threads =
                new ThreadPoolExecutor(
                        settings.threads(),
                        settings.threads(),
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(settings.maxQueued()),
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
        var its = jobs.computeIfAbsent(account, _ -> new AtomicInteger());
        int now = its.incrementAndGet();
        if (now > settings.maxQueuedOfOne()) {
            its.decrementAndGet();
            result.completeExceptionally(tooMany(now - 1));
            return result;
        }
        try {
            threads.execute(() ->
                    CpuMeter.current()
                            .run(
                                    account,
                                    () -> {
                                        its.decrementAndGet();
                                        run(job, result);
                                    }));
        } catch (RejectedExecutionException _) {
            its.decrementAndGet();
            result.completeExceptionally(tooMany(threads.getQueue().size()));
        }
        return result;
    }

    private <T> void run(Supplier<T> job, CompletableFuture<T> result) {
        var watch = new Watch(Thread.currentThread());
        var timer =
                deadlines.schedule(
                        watch::over, settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
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

    /** Interrupts a thread once, and only while it does its job. */
    private static final class Watch {
        private final Thread thread;
        private boolean ended;

        Watch(Thread thread) {
            this.thread = thread;
        }

        synchronized void over() {
            if (!ended) thread.interrupt();
        }

        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }

    private static PlanFailure tooMany(int waiting) {
        return new PlanFailure(
                429,
                "P5011",
                "Too many queries that have to be compiled: " + waiting + " wait already.",
                Map.of());
    }

    /** Jobs that wait. */
    public int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        deadlines.shutdownNow();
    }
}
