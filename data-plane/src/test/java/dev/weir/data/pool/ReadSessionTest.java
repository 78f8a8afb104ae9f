package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.Displaced;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.pool.Lender.Loan;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadSessionTest {
    private final DatabaseFault fault =
            new DatabaseFault(DatabaseFault.Kind.SERVER, "22012", "division by zero", Map.of());

    private final Held place = new Held();
    private final Held alone = new Held();
    private final CompletableFuture<Loan> borrowing = new CompletableFuture<>();
    private final ReadSession session =
            new ReadSession(
                    place,
                    new ReadSession.Elsewhere() {
                        @Override
                        public CompletionStage<Loan> alone() {
                            return borrowing;
                        }

                        @Override
                        public void writes() {}
                    });
    private int releases;

    @Test
    void givesTheResultOfItsPlace() {
        var result = run();
        place.done.complete(3L);

        assertThat(result).isCompletedWithValue(3L);
    }

    @Test
    void runsADisplacedReadAgainAndGivesTheLoanBack() {
        var result = run();
        place.done.completeExceptionally(new Displaced(false));
        borrowing.complete(loan());
        assertThat(result).isNotDone();

        alone.done.complete(3L);

        assertThat(result).isCompletedWithValue(3L);
        assertThat(releases).isEqualTo(1);
    }

    @Test
    void failsWithAnyOtherFailure() {
        var result = run();
        place.done.completeExceptionally(fault);

        assertThatThrownBy(result::join).hasCause(fault);
        assertThat(borrowing).isNotDone();
    }

    @Test
    void withdrawsWhatItAskedForWhenNobodyWaitsAnyMore() {
        var result = run();
        place.done.completeExceptionally(new Displaced(false));

        session.end();

        assertThat(borrowing).isCancelled();
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void cancelsTheSecondAttemptToo() {
        var result = run();
        place.done.completeExceptionally(new Displaced(false));
        borrowing.complete(loan());

        session.cancel();

        assertThat(alone.cancelled).isTrue();
        assertThat(result).as("ends with what it cancelled").isNotDone();
    }

    @Test
    void doesNotRunAgainWhatWasCancelled() {
        var result = run();
        session.cancel();
        place.done.completeExceptionally(new Displaced(false));

        assertThat(result).isCompletedExceptionally();
        assertThat(releases).isZero();
    }

    private CompletableFuture<Long> run() {
        return session.run(Statement.of("select 1"), RowConsumer.IGNORE).toCompletableFuture();
    }

    private Loan loan() {
        return new Loan() {
            @Override
            public Session session() {
                return alone;
            }

            @Override
            public void release() {
                releases++;
            }
        };
    }

    /** A session whose statement ends when the test says so. */
    private static final class Held implements Session {
        final CompletableFuture<Long> done = new CompletableFuture<>();
        boolean cancelled;

        @Override
        public void limit(SessionLimits limits) {}

        @Override
        public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
            return done;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public CompletionStage<Void> begin(@Nullable IsolationLevel level) {
            throw new AssertionError("no transaction");
        }

        @Override
        public CompletionStage<Void> commit() {
            throw new AssertionError("no transaction");
        }

        @Override
        public CompletionStage<Void> rollback() {
            throw new AssertionError("no transaction");
        }

        @Override
        public CompletionStage<Void> savepoint(SavepointAction action, int depth) {
            throw new AssertionError("no transaction");
        }
    }
}
