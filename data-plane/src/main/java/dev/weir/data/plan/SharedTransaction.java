package dev.weir.data.plan;

import dev.weir.data.plan.StatementListener.Ending;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction that a plan may have open on its session. It begins with the first part of
 * the plan that needs one and stays open until the plan's answer has been made: a failure that only
 * the node notices, such as an answer past its limit, undoes it.
 */
final class SharedTransaction {
    private final Execution execution;
    private boolean open;
    private CompletableFuture<@Nullable Void> begun = CompletableFuture.completedFuture(null);

    /** No transaction yet; none at all if the session is inside one already, which others end. */
    SharedTransaction(Execution execution) {
        this.execution = execution;
    }

    /** Runs work inside a transaction. The stage completes when the work's own part is done. */
    CompletableFuture<@Nullable Object> within(Supplier<CompletableFuture<@Nullable Object>> work) {
        if (execution.inTransaction()) {
            return work.get();
        }
        if (!open) {
            open = true;
            begun = begin();
        }
        return Futures.then(begun, _ -> Futures.start(work));
    }

    private CompletableFuture<@Nullable Void> begin() {
        long started = execution.ticker().nanos();
        return execution
                .session()
                .begin(null)
                .toCompletableFuture()
                .thenApply(_ -> {
                    execution.listener().began(execution.ticker().nanos() - started);
                    return null;
                });
    }

    /** Commits it if the plan's answer has been made, and otherwise rolls it back. */
    CompletableFuture<@Nullable Object> end(Futures.Outcome<@Nullable Object> plan) {
        return open
                ? Futures.settle(
                        begun, begin -> begin.thrown() == null ? close(plan) : outcome(plan))
                : outcome(plan);
    }

    private CompletableFuture<@Nullable Object> close(Futures.Outcome<@Nullable Object> plan) {
        long started = execution.ticker().nanos();
        boolean keeps = plan.thrown() == null;
        var session = execution.session();
        var end = keeps ? session.commit() : session.rollback();
        return Futures.settle(
                end.toCompletableFuture(),
                ended -> {
                    execution
                            .listener()
                            .ended(
                                    keeps ? Ending.COMMIT : Ending.ROLLBACK,
                                    execution.ticker().nanos() - started,
                                    ended.thrown() != null);
                    return ended.thrown() == null || !keeps
                            ? outcome(plan)
                            : CompletableFuture.failedFuture(ended.thrown());
                });
    }

    private static CompletableFuture<@Nullable Object> outcome(
            Futures.Outcome<@Nullable Object> work) {
        return work.thrown() == null
                ? Futures.done(work.value())
                : CompletableFuture.failedFuture(work.thrown());
    }
}
