package dev.weir.data.pool;

import dev.weir.data.database.Completion;
import dev.weir.data.database.Displaced;
import dev.weir.data.database.ReadOnlySession;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.pool.Lender.Loan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is lent with a place: takes one statement, and runs it again, on a connection alone, if it
 * is displaced.
 */
final class ReadSession implements ReadOnlySession {
    /** Where a read goes that cannot stay. */
    interface Elsewhere {
        /** A connection alone. */
        CompletionStage<Loan> alone();

        /** The statement writes, though its text does not show it. */
        void writes();
    }

    private final Session place;
    private final Elsewhere elsewhere;
    private boolean began;
    private boolean answered;
    private boolean ended;
    private boolean cancelled;
    private @Nullable CompletableFuture<Loan> borrowing;
    private @Nullable Loan loan;

    ReadSession(Session place, Elsewhere elsewhere) {
        this.place = place;
        this.elsewhere = elsewhere;
    }

    /** Whether the place is still needed: its statement is at the server. */
    boolean isRunning() {
        return began && !answered;
    }

    /** Whether its statement has ended on the place: it needs the place no more. */
    boolean isAnswered() {
        return answered;
    }

    /** The place's statement has ended. */
    void answered() {
        answered = true;
    }

    /** It was given back: nobody waits for a statement that still runs. */
    void end() {
        ended = true;
        cancel();
    }

    @Override
    public void limit(SessionLimits limits) {
        place.limit(limits);
    }

    @Override
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        return once(session -> session.run(statement, rows));
    }

    @Override
    public CompletionStage<Completion> runText(Statement statement, TextRows rows) {
        return once(session -> session.runText(statement, rows));
    }

    private <T> CompletionStage<T> once(Function<Session, CompletionStage<T>> run) {
        if (began || ended) throw new IllegalStateException("a place is for one statement");
        began = true;
        var result = new CompletableFuture<T>();
        var _ =
                run.apply(place)
                        .whenComplete((value, failure) -> {
                            var displaced = displaced(failure);
                            if (displaced != null && displaced.writes()) elsewhere.writes();
                            if (displaced != null && !cancelled) again(run, result);
                            else tell(result, value, failure);
                        });
        return result;
    }

    private static @Nullable Displaced displaced(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Displaced displaced ? displaced : null;
    }

    private <T> void again(Function<Session, CompletionStage<T>> run, CompletableFuture<T> result) {
        var asked = elsewhere.alone().toCompletableFuture();
        borrowing = asked;
        var _ =
                asked.whenComplete((given, refusal) -> {
                    borrowing = null;
                    if (given == null) {
                        result.completeExceptionally(refusal);
                        return;
                    }
                    loan = given;
                    var _ =
                            run.apply(given.session())
                                    .whenComplete((value, failure) -> {
                                        loan = null;
                                        given.release();
                                        tell(result, value, failure);
                                    });
                });
    }

    private static <T> void tell(
            CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
        if (failure != null) result.completeExceptionally(failure);
        else result.complete(value);
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (isRunning()) place.cancel();
        if (borrowing != null) borrowing.cancel(false);
        if (loan != null) loan.session().cancel();
    }
}
