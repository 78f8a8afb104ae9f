package dev.weir.data.gateway;

import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.http.Answer;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.transaction.Effect;
import dev.weir.data.transaction.Input;
import dev.weir.data.transaction.Operation;
import dev.weir.data.transaction.TransactionStart;
import dev.weir.data.transaction.Transactions;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Performs what one environment's {@link Transactions} decides. Used on the event loop that owns
 * the environment's connections.
 */
final class TransactionRunner {
    /** Transactions of one environment that may be open, or wait for a connection, on a node. */
    static final int MAX_OPEN = 5_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Transactions core = new Transactions(MAX_OPEN, Long.MAX_VALUE);
    private final Map<Long, Pending> pending = new HashMap<>();
    private final Map<String, Held> held = new HashMap<>();
    private final ArrayDeque<Input> inputs = new ArrayDeque<>();
    private final Vertx vertx;
    private final Ticker ticker;
    private long requests;
    private boolean deciding;
    private volatile int size;

    TransactionRunner(Vertx vertx, Ticker ticker) {
        this.vertx = vertx;
        this.ticker = ticker;
    }

    /** Begins a transaction with a new id. */
    void start(RequestContext request, TransactionStart wanted, String id, Fallback fallback) {
        long number = await(new Pending(request, null, new Opening(wanted, fallback)));
        long most = request.environment().settings().transactionTimeout().toMillis();
        feed(new Input.Start(number, id, Math.min(wanted.timeoutMillis(), most)));
    }

    /** Does work in a transaction. */
    void run(RequestContext request, String id, SessionWork task) {
        ask(new Pending(request, task, null), id, Operation.QUERY);
    }

    /** Begins, commits or rolls back within a transaction. */
    void perform(RequestContext request, String id, Operation operation) {
        ask(new Pending(request, null, null), id, operation);
    }

    /** Rolls all back. */
    void stop() {
        feed(new Input.Stop());
    }

    /** Transactions open or opening, as of the last input. From any thread. */
    int size() {
        return size;
    }

    private void ask(Pending asked, String id, Operation operation) {
        feed(new Input.Ask(await(asked), id, operation));
    }

    private long await(Pending asked) {
        long number = ++requests;
        pending.put(number, asked);
        whenGone(asked, () -> forget(number));
        return number;
    }

    private static void whenGone(Pending asked, Runnable action) {
        var environment = asked.request.environment();
        asked.request.exchange().whenGone(() -> environment.execute(action));
    }

    private void forget(long number) {
        feed(new Input.Abandoned(number));
        pending.remove(number);
    }

    /** One input at a time: effects may bring the next ones before they are all performed. */
    private void feed(Input input) {
        inputs.add(input);
        if (deciding) return;
        deciding = true;
        try {
            for (var next = inputs.poll(); next != null; next = inputs.poll()) {
                core.on(next, ticker.nanos() / NANOS_PER_MILLI).forEach(this::perform);
            }
        } finally {
            deciding = false;
            size = core.size();
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Open(var request, var id) -> open(request, id);
            case Effect.Started(var request, var id) -> {
                var asked = take(request);
                asked.request.send(asked.call().started(id));
            }
            case Effect.Expect(var id, var timeoutMillis) -> expect(id, timeoutMillis);
            case Effect.Run(var request, var id) -> run(request, id);
            case Effect.Savepoint(var request, var id, var action, var depth) ->
                    answer(
                            request,
                            id,
                            session(id).savepoint(action, depth),
                            call ->
                                    action == SavepointAction.CREATE
                                            ? call.started(id)
                                            : call.done(/* whole= */ false));
            case Effect.Commit(var request, var id) ->
                    answer(request, id, session(id).commit(), call -> call.done(true));
            case Effect.Rollback(var request, var id) -> rollback(request, id);
            case Effect.Undo(var id) ->
                    session(id)
                            .rollback()
                            .whenComplete((_, cause) -> feed(new Input.Done(id, cause == null)));
            case Effect.Close(var id) -> close(Objects.requireNonNull(held.remove(id)));
            case Effect.Refuse(var request, var refusal) -> {
                var asked = pending.remove(request);
                if (asked != null) asked.request.send(asked.call().refused(refusal));
            }
        }
    }

    private void expect(String id, long timeoutMillis) {
        var holder = holder(id);
        Runnable late = () -> feed(new Input.TimedOut(id));
        holder.timer = vertx.setTimer(timeoutMillis, _ -> holder.environment.execute(late));
    }

    private void open(long number, String id) {
        var asked = pending(number);
        var request = asked.request;
        var opening = Objects.requireNonNull(asked.opening);
        var environment = request.environment();
        request.waitsAtMost(Duration.ofMillis(opening.wanted.maxWaitMillis()));
        var borrowing =
                environment.backend().lender().borrow(request.patience(), environment.limits());
        whenGone(
                asked,
                () -> {
                    forget(number);
                    borrowing.toCompletableFuture().cancel(false);
                });
        borrowing.whenComplete((loan, cause) -> {
            if (loan != null) {
                begin(number, asked, id, loan);
                return;
            }
            opening.fallback.unserved(request, cause);
            pending.remove(number);
            feed(new Input.OpenFailed(id));
        });
    }

    private void begin(long number, Pending asked, String id, Loan loan) {
        var holder = new Held(loan, asked.request.environment());
        held.put(id, holder);
        loan.session()
                .begin(Objects.requireNonNull(asked.opening).wanted.isolation())
                .whenComplete((_, cause) -> {
                    if (cause == null) {
                        feed(new Input.Opened(id));
                        return;
                    }
                    held.remove(id);
                    close(holder);
                    asked.request.send(asked.call().refused(cause));
                    pending.remove(number);
                    feed(new Input.OpenFailed(id));
                });
    }

    private void run(long number, String id) {
        var asked = pending(number);
        var session = session(id);
        session.limit(asked.request.environment().limits());
        Objects.requireNonNull(asked.task)
                .run(session, /* inTransaction= */ true)
                .whenComplete((outcome, defect) -> {
                    pending.remove(number);
                    asked.request.send(
                            defect == null ? outcome.answer() : asked.call().failed(defect));
                    feed(new Input.Done(id, outcome != null && outcome.succeeded()));
                });
    }

    private void answer(
            long number,
            String id,
            CompletionStage<Void> stage,
            Function<TransactionCall, Answer> success) {
        var asked = pending(number);
        stage.whenComplete((_, cause) -> {
            pending.remove(number);
            if (cause != null) asked.request.send(asked.call().failed(cause));
            else asked.request.send(success.apply(asked.call()));
            feed(new Input.Done(id, cause == null));
        });
    }

    /** A roll-back that fails has the same effect: the connection is closed. */
    private void rollback(long number, String id) {
        var asked = pending(number);
        session(id)
                .rollback()
                .whenComplete((_, cause) -> {
                    pending.remove(number);
                    asked.request.send(asked.call().done(true));
                    feed(new Input.Done(id, cause == null));
                });
    }

    private void close(Held holder) {
        if (holder.timer >= 0) vertx.cancelTimer(holder.timer);
        holder.loan.release();
    }

    private Session session(String id) {
        return holder(id).loan.session();
    }

    private Held holder(String id) {
        return Objects.requireNonNull(held.get(id), "only open transactions are worked with");
    }

    private Pending pending(long number) {
        return Objects.requireNonNull(pending.get(number), "only requests that wait are served");
    }

    private Pending take(long number) {
        return Objects.requireNonNull(pending.remove(number), "only waiting ones are answered");
    }

    /** A request until its answer. */
    private record Pending(
            RequestContext request, @Nullable SessionWork task, @Nullable Opening opening) {
        TransactionCall call() {
            return (TransactionCall) request.call();
        }
    }

    /** The wish for a new transaction. */
    private record Opening(TransactionStart wanted, Fallback fallback) {}

    /** An open transaction's connection. */
    private static final class Held {
        final Loan loan;
        final ServedEnvironment environment;
        long timer = -1;

        Held(Loan loan, ServedEnvironment environment) {
            this.loan = loan;
            this.environment = environment;
        }
    }
}
