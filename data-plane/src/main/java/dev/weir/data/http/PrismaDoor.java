package dev.weir.data.http;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.effects.KnownEffects;
import dev.weir.data.effects.SessionEffects.Effect;
import dev.weir.data.environment.Authentication;
import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.Plan;
import dev.weir.data.plan.PlanCache;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.plan.QueryRequest;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.transaction.Operation;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.transaction.TransactionIds;
import dev.weir.data.transaction.TransactionIds.Holder;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.CpuMeter;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.EnvironmentId;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The door for Prisma Client 7 (and 6.16 to 6.19 with {@code engineType = "client"}): query plans
 * and interactive transactions over HTTP. Thread-safe.
 *
 * <p>A client that leaves while its request waits for a connection is forgotten: nothing is run for
 * it. Once its statement was sent, the statement runs to its end or to its time-out, because nobody
 * can tell a write that took effect from one that was cancelled. A transaction whose client left is
 * rolled back when its time is over.
 */
public final class PrismaDoor {
    /** Beyond the statement's own time-out, which leaves the connection in order. */
    private static final Duration DEADLINE_GRACE = Duration.ofMillis(250);

    private static final String BEARER = "bearer ";
    private static final int MAX_INFO_BYTES = 4 << 10;

    private final Vertx vertx;
    private final EnvironmentDirectory directory;
    private final Backends backends;
    private final PlanCache plans;
    private final TransactionIds ids;
    private final Accounts accounts;
    private final Routing routing;
    private final Queries queries;
    private final KnownEffects effects = new KnownEffects();
    private final SecureRandom random = new SecureRandom();
    private final Map<EnvironmentId, TransactionsOf> transactions = new ConcurrentHashMap<>();

    /** A door to the environments of a directory. */
    public PrismaDoor(
            Vertx vertx,
            EnvironmentDirectory directory,
            Backends backends,
            PlanCache plans,
            TransactionIds ids,
            Accounts accounts,
            Routing routing,
            Ticker ticker,
            InstantSource clock) {
        this.vertx = vertx;
        this.directory = directory;
        this.backends = backends;
        this.plans = plans;
        this.ids = ids;
        this.accounts = accounts;
        this.routing = routing;
        this.queries = new Queries(ticker, clock, random);
    }

    Routing routing() {
        return routing;
    }

    /** Rolls back what is open in all environments; none begins any more. */
    void stop() {
        transactions.values().forEach(of -> of.served.execute(of.runner::stop));
    }

    /** Transactions open or opening, about. */
    int openTransactions() {
        return transactions.values().stream().mapToInt(of -> of.runner.size()).sum();
    }

    /** On the request's event loop, with the body still to be read. */
    void handle(Exchange exchange, String transaction, Bodies bodies) {
        var served = authenticate(exchange);
        if (served == null) return;
        bodies.read(
                exchange,
                body -> {
                    exchange.belongsTo(served.account());
                    routing.route(
                            exchange,
                            served,
                            !transaction.isEmpty(),
                            body,
                            () -> dispatch(exchange, served, transaction, body));
                });
    }

    private void dispatch(Exchange exchange, Served served, String transaction, byte[] body) {
        switch (exchange.route()) {
            case CONNECTION_INFO -> exchange.send(connectionInfo(served, exchange.telemetry()));
            case INVALIDATE -> exchange.send(Answer.done(exchange.telemetry()));
            case QUERY -> served.begin(exchange, () -> query(exchange, served, body));
            case TRANSACTION_START -> served.begin(exchange, () -> start(exchange, served, body));
            case TRANSACTION_QUERY ->
                    served.execute(() -> queryWithin(exchange, served, transaction, body));
            case TRANSACTION_COMMIT ->
                    served.execute(() -> perform(exchange, served, transaction, Operation.COMMIT));
            case TRANSACTION_ROLLBACK ->
                    served.execute(
                            () -> perform(exchange, served, transaction, Operation.ROLLBACK));
            default -> throw new AssertionError("not the door's: " + exchange.route());
        }
    }

    /** Whom a request belongs to; null if it was refused. On its event loop. */
    @Nullable Served authenticate(Exchange exchange) {
        var header = exchange.request().getHeader("authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return refuse(exchange, Failures.missingKey());
        }
        return switch (directory.authenticate(header.substring(BEARER.length()).strip())) {
            case Authentication.Authenticated(var environment) -> {
                try {
                    var account = accounts.of(environment.environment(), environment.project());
                    exchange.belongsTo(account);
                    yield new Served(environment, backends.of(environment), account);
                } catch (LoanRefused | DatabaseFault | NoRoomToCount e) {
                    yield refuse(exchange, Failures.of(e, exchange.client()));
                }
            }
            case Authentication.Suspended suspended -> refuse(exchange, Failures.of(suspended));
            case Authentication.UnknownKey _ -> refuse(exchange, Failures.unknownKey());
            case Authentication.MalformedKey malformed -> refuse(exchange, Failures.of(malformed));
        };
    }

    private @Nullable Served refuse(Exchange exchange, Failure failure) {
        if (CpuMeter.current().entered() == null) CpuMeter.current().enter(accounts.platform());
        exchange.fail(failure);
        return null;
    }

    private static Answer connectionInfo(Served served, Telemetry telemetry) {
        var database = served.backend().database();
        var body = new JsonOutput(telemetry.reserve() + MAX_INFO_BYTES);
        body.raw("{\"provider\":").string(database.provider()).raw(",\"connectionInfo\":{");
        var schema = database.schemaName();
        if (schema != null) body.raw("\"schemaName\":").string(schema).raw(',');
        body.raw("\"supportsRelationJoins\":true}");
        telemetry.write(body, false);
        return Answer.ok(body.raw('}'));
    }

    private void query(Exchange exchange, Served served, byte[] body) {
        var query = parse(exchange, body);
        if (query == null || exchange.isGone()) return;
        run(exchange, served, work(exchange, served, query), query.plan());
    }

    private Work work(Exchange exchange, Served served, QueryRequest query) {
        return (session, inTransaction) ->
                queries.run(exchange, query, served, session, inTransaction);
    }

    /** How queries are evaluated. */
    Queries queries() {
        return queries;
    }

    /**
     * Does something on a connection, or on a place of one. On the environment's event loop.
     *
     * @param plan if that is all there is to do; null otherwise
     */
    void run(Exchange exchange, Served served, Work work, @Nullable Plan plan) {
        long waitingSince = queries.ticker().nanos();
        var patience = exchange.patience(served.environment().settings().queueTimeout());
        var lender = served.backend().lender();
        var limits = Queries.limits(served);
        var sql = plan == null ? null : plan.onlyQuery();
        var borrowing =
                sql != null && effects.of(sql) == Effect.READS
                        ? lender.borrowForRead(sql, patience, limits)
                        : lender.borrow(patience, limits);
        exchange.whenGone(
                () -> served.execute(() -> borrowing.toCompletableFuture().cancel(false)));
        borrowing.whenComplete((loan, cause) -> {
            if (loan != null && exchange.isGone()) {
                loan.release();
            } else if (loan != null) {
                exchange.telemetry().waited(queries.ticker().nanos() - waitingSince);
                run(exchange, served, work, loan);
            } else if (!exchange.goesElsewhere(cause) && !exchange.isGone()) {
                exchange.fail(Failures.of(cause, exchange.client()));
            }
        });
    }

    private void run(Exchange exchange, Served served, Work work, Loan loan) {
        var ending = new Ending(loan);
        var limit = served.environment().settings().queryTimeout();
        long timer =
                vertx.setTimer(
                        limit.plus(DEADLINE_GRACE).toMillis(),
                        _ ->
                                served.execute(() -> {
                                    if (ending.end()) exchange.failed(Failures.queryTimeout(limit));
                                }));
        work.run(loan.session(), /* inTransaction= */ false)
                .whenComplete((outcome, defect) -> {
                    if (!ending.end()) return;
                    vertx.cancelTimer(timer);
                    if (defect == null) {
                        outcome.tell(exchange);
                    } else {
                        exchange.failed(Failures.of(defect, exchange.client()));
                    }
                });
    }

    /** Begins a transaction. On the environment's event loop. */
    void start(Exchange exchange, Served served, byte[] body) {
        StartRequest wanted;
        try {
            wanted = StartRequest.parse(body);
        } catch (PlanFailure e) {
            exchange.fail(Failures.of(e, exchange.client()));
            return;
        }
        var within = wanted.within();
        if (within != null) {
            perform(exchange, served, within, Operation.START);
        } else if (wanted.isolation() == IsolationLevel.SNAPSHOT
                && !served.backend().database().provider().equals("sqlserver")) {
            exchange.fail(Failures.isolationLevel(IsolationLevel.SNAPSHOT.sql()));
        } else {
            var fresh = new byte[TransactionIds.RANDOM_BYTES];
            random.nextBytes(fresh);
            var id = ids.mint(served.environment().environment(), fresh);
            transactionsOf(served).start(exchange, served, wanted, id);
        }
    }

    private void queryWithin(Exchange exchange, Served served, String id, byte[] body) {
        if (!isHere(exchange, served, id)) return;
        var query = parse(exchange, body);
        if (query != null) within(exchange, served, id, work(exchange, served, query));
    }

    /** Does something in a transaction that is here. On the environment's event loop. */
    void within(Exchange exchange, Served served, String id, Work work) {
        transactionsOf(served).query(exchange, served, id, work);
    }

    /** Ends a transaction. On the environment's event loop. */
    void perform(Exchange exchange, Served served, String id, Operation operation) {
        if (isHere(exchange, served, id)) {
            transactionsOf(served).perform(exchange, served, id, operation);
        }
    }

    /**
     * Whether this node has the transaction; otherwise the request goes to its holder or is
     * refused.
     */
    boolean isHere(Exchange exchange, Served served, String id) {
        Refusal refusal;
        switch (ids.holder(served.environment().environment(), id)) {
            case Holder.Here() -> {
                return true;
            }
            case Holder.There(var life) -> refusal = exchange.goesTo(life);
            case Holder.Gone() -> refusal = new Refusal.Lost();
            case Holder.Unknown() -> refusal = new Refusal.NotFound();
        }
        if (refusal != null) exchange.fail(Failures.of(refusal));
        return false;
    }

    private @Nullable QueryRequest parse(Exchange exchange, byte[] body) {
        try {
            return QueryRequest.parse(body, plans);
        } catch (PlanFailure e) {
            exchange.fail(Failures.of(e, exchange.client()));
            return null;
        }
    }

    private TransactionRunner transactionsOf(Served served) {
        return transactions.computeIfAbsent(
                        served.environment().environment(),
                        _ ->
                                new TransactionsOf(
                                        served, new TransactionRunner(vertx, queries.ticker())))
                .runner;
    }

    /** An environment's transactions, and how to get onto their loop. */
    private record TransactionsOf(Served served, TransactionRunner runner) {}

    /** The end of a loan, which comes once: with the answer, or with the deadline. */
    private static final class Ending {
        private final Loan loan;
        private boolean over;

        Ending(Loan loan) {
            this.loan = loan;
        }

        boolean end() {
            if (over) return false;
            over = true;
            loan.release();
            return true;
        }
    }
}
