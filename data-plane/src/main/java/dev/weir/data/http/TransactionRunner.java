package dev.weir.data.http;

import dev.weir.data.database.SavepointAction;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.transaction.Effect;
import dev.weir.data.transaction.Input;
import dev.weir.data.transaction.Operation;
import dev.weir.data.transaction.Transactions;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
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
    void start(Exchange exchange, Served served, StartRequest wanted, String id) {
        long request = await(new Pending(exchange, served, null, wanted));
        long most = served.environment().settings().transactionTimeout().toMillis();
        feed(new Input.Start(request, id, Math.min(wanted.timeoutMillis(), most)));
    }

    /** Runs a query in a transaction. */
    void query(Exchange exchange, Served served, String id, Work work) {
        ask(new Pending(exchange, served, work, null), id, Operation.QUERY);
    }

    /** Begins, commits or rolls back within a transaction. */
    void perform(Exchange exchange, Served served, String id, Operation operation) {
        ask(new Pending(exchange, served, null, null), id, operation);
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
        long request = ++requests;
        pending.put(request, asked);
        asked.exchange.whenGone(() ->
                asked.served.execute(() -> {
                    feed(new Input.Abandoned(request));
                    pending.remove(request);
                }));
        return request;
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
            case Effect.Started(var request, var id) -> take(request).exchange.started(id);
            case Effect.Expect(var id, var timeoutMillis) -> {
                var holder = holder(id);
                holder.timer =
                        vertx.setTimer(
                                timeoutMillis,
                                _ -> holder.served.execute(() -> feed(new Input.TimedOut(id))));
            }
            case Effect.Run(var request, var id) -> run(request, id);
            case Effect.Savepoint(var request, var id, var action, var depth) ->
                    tell(
                            request,
                            id,
                            holder(id).loan.session().savepoint(action, depth),
                            action == SavepointAction.CREATE);
            case Effect.Commit(var request, var id) ->
                    tell(request, id, holder(id).loan.session().commit(), false);
            case Effect.Rollback(var request, var id) -> rollback(request, id);
            case Effect.Undo(var id) ->
                    holder(id)
                            .loan
                            .session()
                            .rollback()
                            .whenComplete((_, cause) -> feed(new Input.Done(id, cause == null)));
            case Effect.Close(var id) -> close(Objects.requireNonNull(held.remove(id)));
            case Effect.Refuse(var request, var refusal) -> {
                var asked = pending.remove(request);
                if (asked != null) asked.exchange.fail(Failures.of(refusal));
            }
        }
    }

    private void open(long request, String id) {
        var asked = pending(request);
        var exchange = asked.exchange;
        var wanted = Objects.requireNonNull(asked.start);
        var queueTimeout = exchange.patience(asked.served.environment().settings().queueTimeout());
        var asks = Duration.ofMillis(wanted.maxWaitMillis());
        exchange.waitsAtMost(asks);
        var maxWait = asks.compareTo(queueTimeout) < 0 ? asks : queueTimeout;
        long waitingSince = ticker.nanos();
        var borrowing =
                asked.served.backend().lender().borrow(maxWait, Queries.limits(asked.served));
        exchange.whenGone(() ->
                asked.served.execute(() -> {
                    feed(new Input.Abandoned(request));
                    pending.remove(request);
                    borrowing.toCompletableFuture().cancel(false);
                }));
        borrowing.whenComplete((loan, cause) -> {
            if (loan != null) {
                exchange.telemetry().waited(ticker.nanos() - waitingSince);
                begin(request, asked, id, loan);
                return;
            }
            if (!exchange.goesElsewhere(cause) && !exchange.isGone()) {
                exchange.refuse(cause);
            }
            pending.remove(request);
            feed(new Input.OpenFailed(id));
        });
    }

    private void begin(long request, Pending asked, String id, Loan loan) {
        var holder = new Held(loan, asked.served);
        held.put(id, holder);
        var wanted = Objects.requireNonNull(asked.start);
        loan.session()
                .begin(wanted.isolation())
                .whenComplete((_, cause) -> {
                    if (cause == null) {
                        feed(new Input.Opened(id));
                        return;
                    }
                    held.remove(id);
                    close(holder);
                    asked.exchange.fail(Failures.of(cause, asked.exchange.client()));
                    pending.remove(request);
                    feed(new Input.OpenFailed(id));
                });
    }

    private void run(long request, String id) {
        var asked = pending(request);
        var session = holder(id).loan.session();
        session.limit(Queries.limits(asked.served));
        Objects.requireNonNull(asked.work)
                .run(session, /* inTransaction= */ true)
                .whenComplete((outcome, defect) -> {
                    pending.remove(request);
                    if (defect == null) {
                        outcome.tell(asked.exchange);
                    } else {
                        asked.exchange.failed(Failures.of(defect, asked.exchange.client()));
                    }
                    feed(new Input.Done(id, outcome != null && outcome.isSuccess()));
                });
    }

    private void tell(long request, String id, CompletionStage<Void> stage, boolean started) {
        var exchange = pending(request).exchange;
        stage.whenComplete((_, cause) -> {
            pending.remove(request);
            if (cause != null) {
                exchange.failed(Failures.of(cause, exchange.client()));
            } else if (started) {
                exchange.started(id);
            } else {
                exchange.done();
            }
            feed(new Input.Done(id, cause == null));
        });
    }

    /** A roll-back that fails is one too: the connection is closed, and the database undoes all. */
    private void rollback(long request, String id) {
        var exchange = pending(request).exchange;
        holder(id)
                .loan
                .session()
                .rollback()
                .whenComplete((_, cause) -> {
                    pending.remove(request);
                    exchange.done();
                    feed(new Input.Done(id, cause == null));
                });
    }

    private void close(Held holder) {
        if (holder.timer >= 0) vertx.cancelTimer(holder.timer);
        holder.loan.release();
    }

    private Held holder(String id) {
        return Objects.requireNonNull(held.get(id), "only what is open is worked with");
    }

    private Pending pending(long request) {
        return Objects.requireNonNull(pending.get(request), "only those who wait are served");
    }

    private Pending take(long request) {
        return Objects.requireNonNull(pending.remove(request), "only those who wait are answered");
    }

    /** Who asked for what, until the answer. */
    private record Pending(
            Exchange exchange, Served served, @Nullable Work work, @Nullable StartRequest start) {}

    /** An open transaction's connection. */
    private static final class Held {
        final Loan loan;
        final Served served;
        long timer = -1;

        Held(Loan loan, Served served) {
            this.loan = loan;
            this.served = served;
        }
    }
}
