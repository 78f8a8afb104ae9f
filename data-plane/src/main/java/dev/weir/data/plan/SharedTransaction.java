package dev.weir.data.plan;

import dev.weir.data.database.Session;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction that a plan may have open on its session. Parts of a plan that need one at
 * the same time share it: it begins with the first and ends with the last, committed if none
 * failed.
 */
final class SharedTransaction {
    private final Session session;
    private final boolean given;
    private int users;
    private boolean failed;
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
        if (users++ == 0) {
            failed = false;
            begun = session.begin(null).toCompletableFuture();
        }
        return Futures.settle(
                begun, begin -> begin.thrown() == null ? started(work) : notBegun(begin.thrown()));
    }

    private CompletableFuture<@Nullable Object> notBegun(Throwable fault) {
        users--;
        return CompletableFuture.failedFuture(fault);
    }

    private CompletableFuture<@Nullable Object> started(
            Supplier<CompletableFuture<@Nullable Object>> work) {
        return Futures.settle(Futures.start(work), this::ended);
    }

    private CompletableFuture<@Nullable Object> ended(Futures.Outcome<@Nullable Object> work) {
        failed |= work.thrown() != null;
        if (--users > 0) {
            return outcome(work);
        }
        var end = failed ? session.rollback() : session.commit();
        return Futures.settle(
                end.toCompletableFuture(),
                ended ->
                        ended.thrown() == null || work.thrown() != null
                                ? outcome(work)
                                : CompletableFuture.failedFuture(ended.thrown()));
    }

    private static CompletableFuture<@Nullable Object> outcome(
            Futures.Outcome<@Nullable Object> work) {
        return work.thrown() == null
                ? Futures.done(work.value())
                : CompletableFuture.failedFuture(work.thrown());
    }
}
