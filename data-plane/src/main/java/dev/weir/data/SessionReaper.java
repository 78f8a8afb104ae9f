package dev.weir.data;

import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.pool.Lender;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Reap;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends another life's sessions at the database, through a connection of the environment's own: a
 * role may see and end its own sessions. Where it may not, or where the server has no such means,
 * the attempt fails, and the slots wait for their owner. It is the platform's work: the environment
 * pays for none of it.
 */
final class SessionReaper {
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofSeconds(2), 65_536);

    private final Pools pools;

    SessionReaper(Pools pools) {
        this.pools = pools;
    }

    /**
     * Whether there was nothing to end; otherwise it is to be tried again. Fails if it could not.
     */
    CompletionStage<Boolean> end(EnvironmentId environment, Reap order) {
        var lender = pools.ownLender(environment);
        if (lender.isEmpty()) return CompletableFuture.completedFuture(false);
        var done = new CompletableFuture<Boolean>();
        var from = lender.get();
        from.executor().execute(() -> borrow(from, statement(environment, order), done));
        return done;
    }

    private static void borrow(
            Lender lender, Statement statement, CompletableFuture<Boolean> done) {
        lender.borrow(MAX_WAIT, LIMITS)
                .whenComplete((loan, refused) -> {
                    if (loan == null) {
                        done.completeExceptionally(refused);
                        return;
                    }
                    loan.session()
                            .run(statement, RowConsumer.IGNORE)
                            .whenComplete((ended, fault) -> {
                                loan.release();
                                if (fault == null) done.complete(ended == 0);
                                else done.completeExceptionally(fault);
                            });
                });
    }

    /** Ids are made of letters, digits and hyphens, so that they stand in a pattern as they are. */
    private static Statement statement(EnvironmentId environment, Reap order) {
        return Statement.of(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"
                        + " 'weir/%s/%s/%%'".formatted(environment, order.life()));
    }
}
