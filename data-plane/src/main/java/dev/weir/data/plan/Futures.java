package dev.weir.data.plan;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes on at once where a value is there already: a plan that waits for nothing makes no chain of
 * callbacks, and no stack grows with the number of its steps.
 */
final class Futures {
    private Futures() {}

    static CompletableFuture<@Nullable Object> done(@Nullable Object value) {
        return CompletableFuture.completedFuture(value);
    }

    static <T> CompletableFuture<@Nullable Object> then(
            CompletableFuture<T> before, Function<T, CompletableFuture<@Nullable Object>> next) {
        return isThere(before) ? next.apply(before.join()) : before.thenCompose(next);
    }

    static <T> CompletableFuture<@Nullable Object> map(
            CompletableFuture<T> before, Function<T, @Nullable Object> function) {
        return isThere(before) ? done(function.apply(before.join())) : before.thenApply(function);
    }

    /** Starts work whose failure, even an immediate one, is that of the stage. */
    static CompletableFuture<@Nullable Object> start(
            Supplier<CompletableFuture<@Nullable Object>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /**
     * Does a number of steps one after the other.
     *
     * @param step does the step of an index; what it gives is thrown away
     */
    static CompletableFuture<@Nullable Object> each(
            int from, int to, IntFunction<CompletableFuture<@Nullable Object>> step) {
        for (int i = from; i < to; i++) {
            var current = step.apply(i);
            if (!isThere(current)) {
                int next = i + 1;
                return current.thenCompose(_ -> each(next, to, step));
            }
        }
        return done(null);
    }

    /** Goes on with what became of a stage, be it a failure. */
    static <T, R> CompletableFuture<R> settle(
            CompletableFuture<T> before, Function<Outcome<T>, CompletableFuture<R>> next) {
        return before.handle((value, thrown) -> new Outcome<>(value, thrown)).thenCompose(next);
    }

    /** A value, or what was thrown instead. */
    record Outcome<T>(@Nullable T value, @Nullable Throwable thrown) {}

    static boolean isThere(CompletableFuture<?> future) {
        return future.isDone() && !future.isCompletedExceptionally();
    }

    /** What failed, without what stages wrapped around it. */
    static Throwable cause(Throwable thrown) {
        var cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
