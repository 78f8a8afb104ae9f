package dev.weir.data.plan;

import dev.weir.data.database.Session;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction that a plan may have open on its session. It begins with the first part of
 * the plan that needs one and stays open until the plan's answer has been made: a failure that only
 * the node notices, such as an answer past its limit, undoes it.
 */
final class SharedTransaction {
    private final Session session;
    private final boolean given;
    private boolean open;
    private CompletableFuture<@Nullable Void> begun = CompletableFuture.completedFuture(null);

    /**
     * No transaction yet.
     *
     * @param given whether the session is inside one already, which others end
     */
    SharedTransaction(Session session, boolean given) {
        this.session = session;
        this.given = given;
    }

    /** Runs work inside a transaction. The stage completes when the work's own part is done. */
    CompletableFuture<@Nullable Object> within(Supplier<CompletableFuture<@Nullable Object>> work) {
        if (given) {
            return work.get();
        }
        if (!open) {
            open = true;
            begun = session.begin(null).toCompletableFuture();
        }
        return Futures.then(begun, _ -> Futures.start(work));
    }

    /** Commits it if the plan's answer has been made, and otherwise rolls it back. */
    CompletableFuture<@Nullable Object> end(Futures.Outcome<@Nullable Object> plan) {
        return open
                ? Futures.settle(
                        begun, begin -> begin.thrown() == null ? close(plan) : outcome(plan))
                : outcome(plan);
    }

    private CompletableFuture<@Nullable Object> close(Futures.Outcome<@Nullable Object> plan) {
        var end = plan.thrown() == null ? session.commit() : session.rollback();
        return Futures.settle(
                end.toCompletableFuture(),
                ended ->
                        ended.thrown() == null || plan.thrown() != null
                                ? outcome(plan)
                                : CompletableFuture.failedFuture(ended.thrown()));
    }

    private static CompletableFuture<@Nullable Object> outcome(
            Futures.Outcome<@Nullable Object> work) {
        return work.thrown() == null
                ? Futures.done(work.value())
                : CompletableFuture.failedFuture(work.thrown());
    }
}
