package dev.weir.data.gateway;

import dev.weir.data.admission.netty.LoopTurns;
import dev.weir.data.effects.KnownEffects;
import dev.weir.data.effects.SessionEffects.Effect;
import dev.weir.data.http.Answer;
import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.pool.LoanRefused.Reason;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves requests from this node's own pools: waits for the environment's turn, prepares the work,
 * borrows a connection, runs and answers. Each step runs on the loop that owns the environment's
 * pool, charged to the environment.
 */
final class LocalService {
    /** Time beyond the statement's own time-out, which leaves the connection in order. */
    private static final Duration DEADLINE_GRACE = Duration.ofMillis(250);

    private final Vertx vertx;
    private final InteractiveTransactions transactions;
    private final Fallback fallback;
    private final KnownEffects effects = new KnownEffects();

    LocalService(Vertx vertx, InteractiveTransactions transactions, Fallback fallback) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.fallback = fallback;
    }

    /** Serves a request. From any thread. */
    void serve(RequestContext request) {
        var environment = request.environment();
        if (request.call() instanceof TransactionCall call && !call.transaction().isEmpty()) {
            environment.execute(() -> prepare(request)); // its connection waits for it
        } else {
            environment.execute(() -> takeTurn(request));
        }
    }

    private void takeTurn(RequestContext request) {
        var environment = request.environment();
        int most = environment.settings().maxQueue();
        if (LoopTurns.take(environment.account(), () -> inTurn(request), most)) return;
        refuse(request, Reason.QUEUE_FULL, most + " requests wait for their turn");
    }

    private void inTurn(RequestContext request) {
        if (request.isLate()) {
            long allowed = request.environment().settings().queueTimeout().toMillis();
            var waited = "no turn came within " + allowed + " ms, the node is busy";
            refuse(request, Reason.WAIT_TIMEOUT, waited);
        } else {
            prepare(request);
        }
    }

    private void refuse(RequestContext request, Reason reason, String numbers) {
        var message = request.environment().id() + ": " + numbers;
        fallback.unserved(request, new LoanRefused(reason, message));
    }

    private void prepare(RequestContext request) {
        if (request.isGone()) return;
        try {
            perform(request, request.call().work(request));
        } catch (MemoryExhausted e) {
            request.send(request.call().refused(e));
        }
    }

    private void perform(RequestContext request, Work work) {
        switch (work) {
            case Work.Answered(var answer) -> request.send(answer);
            case Work.OnSession onSession -> borrow(request, onSession);
            case Work.Start(var wanted) -> transactions.start(request, wanted, fallback);
            case Work.Within(var transaction, var task) ->
                    transactions.run(request, transaction, task);
            case Work.Perform(var transaction, var operation) ->
                    transactions.perform(request, transaction, operation);
            case Work.Later(var later) -> await(request, later);
        }
    }

    private void await(RequestContext request, CompletionStage<Work> later) {
        later.whenComplete((work, cause) ->
                request.environment()
                        .execute(() -> {
                            if (request.isGone()) return;
                            if (cause == null) perform(request, work);
                            else request.send(request.call().refused(cause));
                        }));
    }

    private void borrow(RequestContext request, Work.OnSession work) {
        var environment = request.environment();
        var lender = environment.backend().lender();
        var limits = environment.limits(request.call().format());
        var sql = work.onlyStatement();
        var borrowing =
                sql != null && effects.of(sql) == Effect.READS
                        ? lender.borrowForRead(sql, request.patience(), limits)
                        : lender.borrow(request.patience(), limits);
        request.exchange()
                .whenGone(() ->
                        environment.execute(() -> borrowing.toCompletableFuture().cancel(false)));
        borrowing.whenComplete((loan, cause) -> {
            if (loan == null) fallback.unserved(request, cause);
            else if (request.isGone()) loan.release();
            else new Run(request, work.unit(), loan).start(work.task());
        });
    }

    /** Work on its loan. Both end once: with the outcome, the deadline, or the client. */
    private final class Run {
        private final RequestContext request;
        private final Work.Unit unit;
        private final Loan loan;
        private long timer = -1;
        private boolean ending;
        private boolean over;

        Run(RequestContext request, Work.Unit unit, Loan loan) {
            this.request = request;
            this.unit = unit;
            this.loan = loan;
        }

        void start(SessionWork task) {
            var environment = request.environment();
            if (unit != Work.Unit.STATEMENT) {
                var deadline = environment.settings().queryTimeout().plus(DEADLINE_GRACE);
                timer = vertx.setTimer(deadline.toMillis(), _ -> environment.execute(this::late));
            }
            if (unit != Work.Unit.QUERY) {
                request.exchange().whenGone(() -> environment.execute(this::leave));
            }
            task.run(loan.session(), /* inTransaction= */ false).whenComplete(this::done);
        }

        private void done(SessionWork.@Nullable Outcome outcome, @Nullable Throwable defect) {
            if (over) return;
            var answer = outcome != null ? outcome.answer() : failed(defect);
            if (unit == Work.Unit.TRANSACTION) {
                endTransaction(answer, outcome != null && outcome.succeeded());
            } else if (end()) {
                request.send(answer);
            }
        }

        /**
         * The point of no return: the whole answer is known. From here on neither the deadline nor
         * a client that leaves changes anything, and a client that is told of a failure finds no
         * effect.
         */
        private void endTransaction(Answer answer, boolean succeeded) {
            ending = true;
            vertx.cancelTimer(timer);
            var session = loan.session();
            var ended = succeeded ? session.commit() : session.rollback();
            ended.whenComplete((_, failure) -> {
                if (!end()) return;
                request.send(succeeded && failure != null ? failed(failure) : answer);
            });
        }

        private Answer failed(@Nullable Throwable defect) {
            return request.call().failed(defect == null ? new AssertionError("no end") : defect);
        }

        private void late() {
            if (!ending && end()) {
                var limit = request.environment().settings().queryTimeout();
                boolean undone = unit == Work.Unit.TRANSACTION;
                request.send(request.call().late(limit, undone));
            }
        }

        /** Nothing of a transaction is worth keeping: its connection is closed, which undoes it. */
        private void leave() {
            if (over || ending) return;
            if (unit == Work.Unit.TRANSACTION) end();
            else loan.session().cancel();
        }

        private boolean end() {
            if (over) return false;
            over = true;
            if (timer >= 0) vertx.cancelTimer(timer);
            loan.release();
            return true;
        }
    }
}
