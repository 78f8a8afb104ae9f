package dev.weir.data.pool;

import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.PlaceListener;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one {@link Pool}: the only class that touches its connections. Everything happens on its
 * event loop; what may be called from elsewhere says so.
 */
public final class PoolRunner implements Lender {
    private final EventLoop loop;
    private final PoolListener listener;
    private final LongFunction<String> naming;
    private final Pool pool;
    private Database database;
    private PoolSettings settings;
    private List<String> elsewhere = List.of();

    private final Queue<PoolInput> inputs = new ArrayDeque<>();
    private final Map<Long, Request> waiting = new HashMap<>();
    private final Map<Long, Line> connections = new HashMap<>();
    private final Lender forNode = new ForNode();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long lastWaiter;
    private boolean performing;
    private boolean toReport;
    private @Nullable Runnable timer;
    private long timerAt;
    private volatile boolean hasRoom;

    /**
     * A pool without a grant.
     *
     * @param name how messages call the pool
     * @param naming the application name of the n-th connection
     */
    public PoolRunner(
            String name,
            EventLoop loop,
            Database database,
            PoolSettings settings,
            Permit permit,
            RandomGenerator random,
            LongFunction<String> naming,
            PoolListener listener) {
        this.loop = loop;
        this.database = database;
        this.settings = settings;
        this.naming = naming;
        this.listener = listener;
        this.pool = new Pool(name, settings, permit, random, loop.nanos());
    }

    @Override
    public Executor executor() {
        return loop.requests();
    }

    /** Lends to the node itself: its work costs the environment nothing. */
    public Lender forNode() {
        return forNode;
    }

    private final class ForNode implements Lender {
        @Override
        public Executor executor() {
            return loop;
        }

        @Override
        public CompletionStage<Loan> borrow(Duration maxWait, SessionLimits limits) {
            return PoolRunner.this.borrow(null, maxWait, limits, false);
        }
    }

    @Override
    public CompletionStage<Loan> borrow(Duration maxWait, SessionLimits limits) {
        return borrow(null, maxWait, limits, true);
    }

    @Override
    public CompletionStage<Loan> borrowForRead(
            String statement, Duration maxWait, SessionLimits limits) {
        return borrow(database.pipelines() ? statement : null, maxWait, limits, true);
    }

    @Override
    public boolean hasRoom() {
        return hasRoom;
    }

    private Request borrow(
            @Nullable String read, Duration maxWait, SessionLimits limits, boolean charged) {
        var request = new Request(++lastWaiter, read, limits, charged);
        waiting.put(request.id, request);
        var most = settings.queueTimeout();
        long wait = (maxWait.compareTo(most) < 0 ? maxWait : most).toNanos();
        submit(new PoolInput.Acquire(request.id, loop.nanos() + wait, read));
        return request;
    }

    private void withdraw(long waiter) {
        if (waiting.remove(waiter) != null) submit(new PoolInput.Cancelled(waiter));
    }

    /**
     * Takes over a grant; one that is not above the last is ignored. From any thread.
     *
     * @param endpoints where other nodes serve the environment, for whoever is refused here
     */
    public void grant(Epoch epoch, int size, PoolMode mode, List<String> endpoints) {
        loop.execute(() -> {
            elsewhere = endpoints;
            submit(new PoolInput.Granted(epoch, size, mode));
        });
    }

    /** Takes over changed settings. From any thread. */
    public void configure(PoolSettings changed) {
        loop.execute(() -> {
            settings = changed;
            submit(new PoolInput.Configured(changed));
        });
    }

    /** From now on connects in another way; what is open is not lent again. From any thread. */
    public void renew(Database changed) {
        loop.execute(() -> {
            database = changed;
            submit(new PoolInput.Renewed());
        });
    }

    /** Serves no more, or again. From any thread. */
    public void suspend(boolean suspended) {
        loop.execute(() -> submit(new PoolInput.Suspended(suspended)));
    }

    /** The right to open connections came or went: looks again. From any thread. */
    public void permitChanged() {
        loop.execute(() -> submit(new PoolInput.Tick()));
    }

    /**
     * Serves who waits already, closes everything, and ends. From any thread.
     *
     * @return completes when nothing is open any more
     */
    public CompletionStage<Void> drain() {
        loop.execute(() -> submit(new PoolInput.Drain()));
        return ended;
    }

    /** Ends at once: refuses who waits, closes what is lent. From any thread. */
    public CompletionStage<Void> abort() {
        loop.execute(() -> submit(new PoolInput.Abort()));
        return ended;
    }

    /** The numbers, counted since the last time. From any thread. */
    public CompletionStage<PoolStats> takeStats() {
        return ask(() -> {
            toReport = false;
            return pool.takeStats(loop.nanos());
        });
    }

    /** The numbers, without beginning anew. From any thread. */
    public CompletionStage<PoolStats> stats() {
        return ask(() -> pool.stats(loop.nanos()));
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        loop.execute(() -> answer.complete(question.get()));
        return answer;
    }

    /** Inputs that effects bring about at once wait until all effects before are performed. */
    private void submit(PoolInput input) {
        inputs.add(input);
        if (performing) return;
        performing = true;
        try {
            for (var next = inputs.poll(); next != null; next = inputs.poll()) {
                for (var effect : pool.on(loop.nanos(), next)) perform(effect);
                if (next instanceof PoolInput.Closed(var id)) connections.remove(id);
            }
        } finally {
            performing = false;
        }
        arm();
        boolean room = pool.hasRoom();
        if (room != hasRoom) hasRoom = room; // a write that changes nothing costs all the same
        if (pool.state() == PoolState.STOPPED && pool.isDraining()) ended.complete(null);
    }

    private void perform(PoolEffect effect) {
        switch (effect) {
            case PoolEffect.Lend(var waiter, var id) -> lend(waiter, id);
            case PoolEffect.Join(var waiter, var id) -> join(waiter, id);
            case PoolEffect.Settle(var id) -> {
                var line = line(id);
                line.working = line.lastCharged;
                connection(id)
                        .settle()
                        .thenAccept(good -> {
                            line.working = false;
                            submit(new PoolInput.Settled(id, good));
                        });
            }
            case PoolEffect.Connect(var id) -> connect(id);
            case PoolEffect.Validate(var id) -> {
                var line = line(id);
                line.working = isAsked();
                connection(id)
                        .validate()
                        .thenAccept(good -> {
                            line.working = false;
                            submit(new PoolInput.Validated(id, good));
                        });
            }
            case PoolEffect.Close(var id) -> connection(id).close();
            case PoolEffect.Refuse(var waiter, var reason, var message) ->
                    fail(waiter, new LoanRefused(reason, message + hint(reason)));
            case PoolEffect.Fail(var waiter, var fault) -> fail(waiter, fault);
            case PoolEffect.Announce(var news) -> listener.announced(pool.epoch(), news);
            case PoolEffect.BreakerChanged(var from, var to) -> listener.breakerChanged(from, to);
            case PoolEffect.ReportSoon() -> reportSoon();
        }
    }

    private void connect(long id) {
        var line = new Line();
        line.working = isAsked();
        if (line.working) loop.forRequest(() -> connect(id, line));
        else connect(id, line);
    }

    private void connect(long id, Line line) {
        database.connect(naming.apply(id), line::isCharged)
                .whenComplete((connection, failure) -> {
                    line.working = false;
                    if (connection == null) {
                        submit(new PoolInput.ConnectFailed(id, fault(failure)));
                        return;
                    }
                    line.connection = connection;
                    connections.put(id, line);
                    submit(new PoolInput.Connected(id));
                    connection.closed().thenRun(() -> submit(new PoolInput.Closed(id)));
                });
    }

    private void lend(long waiter, long id) {
        var request = waiting.remove(waiter);
        if (request == null) { // withdrawn in this very moment
            submit(new PoolInput.Released(id));
            return;
        }
        var line = line(id);
        line.lent(request.charged);
        var session = connection(id).lend(request.limits);
        var lent = new Lent(id, request, session, loop.nanos());
        give(request, lent);
    }

    /** Goes on with what waited, charged to whom it is for. */
    private void give(Request request, Loan loan) {
        Runnable giving =
                () -> {
                    if (!request.complete(loan)) loan.release();
                };
        if (request.charged) loop.forRequest(giving);
        else giving.run();
    }

    private void join(long waiter, long id) {
        var request = waiting.remove(waiter);
        if (request == null || request.read == null) { // withdrawn in this very moment
            submit(new PoolInput.Left(id, null, 0, 0, true));
            return;
        }
        var place = new Place(id, request.read, request.limits);
        line(id).lent(true);
        place.session = new ReadSession(connection(id).join(request.limits, place), place);
        give(request, place);
    }

    private void fail(long waiter, RuntimeException failure) {
        var request = waiting.remove(waiter);
        if (request == null) return;
        if (request.charged) loop.forRequest(() -> request.completeExceptionally(failure));
        else request.completeExceptionally(failure);
    }

    /** Whether a request waits for a connection: then opening one is done for it. */
    private boolean isAsked() {
        for (var request : waiting.values()) if (request.charged) return true;
        return false;
    }

    private Connection connection(long id) {
        return Objects.requireNonNull(line(id).connection);
    }

    private Line line(long id) {
        var line = connections.get(id);
        if (line == null) throw new IllegalStateException("no connection " + id);
        return line;
    }

    /** A connection, and whom it works for. */
    private static final class Line {
        private @Nullable Connection connection;
        private int users;
        private boolean lastCharged;

        /** It is opened, looked at or put in order for a request. */
        private boolean working;

        void lent(boolean charged) {
            lastCharged = charged;
            if (charged) users++;
        }

        void returned(boolean charged) {
            if (charged) users--;
        }

        boolean isCharged() {
            return working || users > 0;
        }
    }

    private String hint(LoanRefused.Reason reason) {
        if (reason != LoanRefused.Reason.NO_GRANT) return "";
        if (elsewhere.isEmpty()) return ", and no node holds a grant";
        return ", served by " + String.join(", ", elsewhere);
    }

    private void reportSoon() {
        if (toReport) return;
        toReport = true;
        listener.reportSoon();
    }

    private void arm() {
        long now = loop.nanos();
        long wait = pool.idleUntilTick(now);
        if (timer != null && wait != Long.MAX_VALUE && timerAt - now <= wait) return;
        if (timer != null) timer.run();
        timer = wait == Long.MAX_VALUE ? null : loop.after(wait, this::tick);
        timerAt = now + wait;
    }

    private void tick() {
        timer = null;
        submit(new PoolInput.Tick());
    }

    /** An adapter fails with faults only; anything else is its bug, told as what it amounts to. */
    private static DatabaseFault fault(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof DatabaseFault fault) return fault;
        var kind = cause == null ? "nothing" : cause.getClass().getSimpleName();
        return new DatabaseFault(
                DatabaseFault.Kind.UNREACHABLE, "", "connecting failed: " + kind, Map.of());
    }

    /** A request that waits; cancelling it withdraws it. */
    private final class Request extends CompletableFuture<Loan> {
        private final long id;
        private final @Nullable String read;
        private final SessionLimits limits;
        private final boolean charged;

        Request(long id, @Nullable String read, SessionLimits limits, boolean charged) {
            this.id = id;
            this.read = read;
            this.limits = limits;
            this.charged = charged;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) withdraw(id);
            return cancelled;
        }
    }

    private final class Lent implements Loan {
        private final long id;
        private final @Nullable String read;
        private final boolean charged;
        private final Line line;
        private final Session session;
        private final long since;
        private boolean released;

        Lent(long id, Request request, Session session, long since) {
            this.id = id;
            this.read = request.read;
            this.charged = request.charged;
            this.line = line(id);
            this.session = session;
            this.since = since;
        }

        @Override
        public Session session() {
            return session;
        }

        @Override
        public void release() {
            if (released) throw new IllegalStateException("given back before");
            released = true;
            long nanos = loop.nanos() - since;
            if (charged) listener.returned(nanos);
            line.returned(charged);
            if (read != null) submit(new PoolInput.Ran(read, nanos));
            submit(new PoolInput.Released(id));
        }
    }

    /**
     * A place beside others. It is for one statement and ends with it: a read that is run again on
     * a connection alone, and waits for one, holds no place meanwhile. Otherwise it would wait for
     * the connection that its own place keeps from coming to rest.
     */
    private final class Place implements Loan, PlaceListener, ReadSession.Elsewhere {
        private final long id;
        private final String read;
        private final SessionLimits limits;
        private final Line line;
        private @Nullable ReadSession session;
        private boolean released;
        private boolean left;
        private long aheadNanos;
        private long ranNanos;
        private boolean clean = true;

        Place(long id, String read, SessionLimits limits) {
            this.line = line(id);
            this.id = id;
            this.read = read;
            this.limits = limits;
        }

        @Override
        public ReadSession session() {
            return Objects.requireNonNull(session);
        }

        @Override
        public void ended(long ahead, long ran, boolean isClean) {
            aheadNanos = Math.max(aheadNanos, ahead);
            ranNanos += ran;
            clean &= isClean;
            session().answered();
            listener.returned(ran);
            leave();
        }

        /** Its next runs have a connection alone, as those of a statement that was long. */
        @Override
        public void writes() {
            submit(new PoolInput.Ran(read, Duration.ofDays(1).toNanos()));
        }

        @Override
        public CompletionStage<Loan> alone() {
            return borrow(null, settings.queueTimeout(), limits, true);
        }

        @Override
        public void release() {
            if (released) throw new IllegalStateException("given back before");
            released = true;
            session().end();
            leave();
        }

        private void leave() {
            boolean over = session().isAnswered() || (released && !session().isRunning());
            if (!over || left) return;
            left = true;
            line.returned(true);
            var ran = ranNanos > 0 ? read : null;
            submit(new PoolInput.Left(id, ran, aheadNanos, ranNanos, clean));
        }
    }
}
