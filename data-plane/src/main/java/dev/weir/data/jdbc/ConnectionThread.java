package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import io.vertx.core.Context;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The platform thread of one connection: there are as many as connections, which the limit bounds.
 * It runs jobs in the order in which the event loop gives them, and ends while there is none.
 */
final class ConnectionThread {
    /** Statements given before the first of them has ended. */
    private static final int MOST_WAITING = 4_096;

    private final Context loop;
    private final JobMeter meter;
    private final BooleanSupplier forRequest;
    private final ThreadPoolExecutor thread;

    ConnectionThread(String name, Context loop, JobMeter meter, BooleanSupplier forRequest) {
        this.loop = loop;
        this.meter = meter;
        this.forRequest = forRequest;
        var factory = Thread.ofPlatform().daemon().name(name).factory();
        thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST_WAITING),
                        factory);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Runs a job on the thread; its stage completes on the event loop. */
    <T> CompletableFuture<T> submit(Callable<T> job) {
        var result = new CompletableFuture<T>();
        boolean charged = forRequest.getAsBoolean();
        try {
            thread.execute(() -> meter.run(charged, () -> perform(job, result)));
        } catch (RejectedExecutionException _) {
            result.completeExceptionally(closed());
        }
        return result;
    }

    private <T> void perform(Callable<T> job, CompletableFuture<T> result) {
        try {
            var value = job.call();
            onLoop(() -> result.complete(value));
        } catch (Exception | Error failure) {
            onLoop(() -> result.completeExceptionally(failure));
        }
    }

    void onLoop(Runnable task) {
        loop.runOnContext(_ -> task.run());
    }

    /** Takes no more jobs; those that it has are still run. */
    void end() {
        thread.shutdown();
    }

    static DatabaseFault closed() {
        return new DatabaseFault(
                DatabaseFault.Kind.CLOSED, "", "the connection is closed", Map.of());
    }
}
