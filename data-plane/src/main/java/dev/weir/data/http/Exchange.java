package dev.weir.data.http;

import dev.weir.data.admission.netty.LoopTurns;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.plan.ClientVersion;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.sql.SqlError;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import dev.weir.events.NodeLife;
import dev.weir.runtime.Ticker;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer. Its methods may be called from any thread unless they say otherwise; it
 * is answered once, whatever is called how often, on the event loop that read it.
 */
final class Exchange {
    /** Bytes of an answer that is sent in its environment's turn. */
    private static final int LARGE = 16 << 10;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence TRANSACTION_ID =
            HttpHeaders.createOptimized("prisma-transaction-id");

    private static final CharSequence ALLOW_ORIGIN =
            HttpHeaders.createOptimized("access-control-allow-origin");
    private static final CharSequence ANY = HttpHeaders.createOptimized("*");

    private final HttpServerRequest request;
    private final Route route;
    private final String id;
    private final Context context;
    private final Thread loop = Thread.currentThread();
    private final Traffic traffic;
    private final Ticker ticker;
    private final long startedAt;
    private final Telemetry telemetry;
    private final boolean fromPeer;
    private volatile long waitNanos;
    private volatile ClientVersion client;
    private volatile AnswerForm form = PlanForm.PLANS;

    private volatile boolean gone;
    private volatile Runnable whenGone = () -> {};
    private volatile @Nullable Account account;
    private volatile Handing handing = Handing.NONE;
    private volatile boolean notStarted;
    private long bytesTaken;
    private boolean relaying;
    private boolean over;

    /**
     * On the request's event loop.
     *
     * @param fromPeer whether a peer handed it on
     */
    Exchange(
            HttpServerRequest request,
            Route route,
            String id,
            Context context,
            boolean fromPeer,
            Traffic traffic,
            Ticker ticker,
            InstantSource clock) {
        this.request = request;
        this.route = route;
        this.id = id;
        this.context = context;
        this.traffic = traffic;
        this.ticker = ticker;
        startedAt = ticker.nanos();
        this.fromPeer = fromPeer;
        int wait = fromPeer ? PeerHeaders.number(request.headers(), PeerHeaders.WAIT, -1) : -1;
        waitNanos = wait < 0 ? Long.MAX_VALUE : Duration.ofMillis(wait).toNanos();
        telemetry =
                new Telemetry(
                        request.getHeader("x-capture-telemetry"),
                        request.getHeader("traceparent"),
                        clock);
        client = ClientVersion.parse(request.getHeader("prisma-engine-hash"));
        request.response().closeHandler(_ -> leave());
        request.response().exceptionHandler(_ -> leave());
    }

    HttpServerRequest request() {
        return request;
    }

    Route route() {
        return route;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    ClientVersion client() {
        return client;
    }

    String id() {
        return id;
    }

    /** Which protocol's answers it wants, and in which version. Before anything is answered. */
    void speaks(AnswerForm wanted, ClientVersion version) {
        form = wanted;
        client = version;
    }

    /** The event loop that read the request. */
    Context context() {
        return context;
    }

    /** Whether a peer handed it on: then it is served here, or refused. */
    boolean isFromPeer() {
        return fromPeer;
    }

    /** Who else may serve it. On its event loop. */
    void handing(Handing to) {
        handing = to;
    }

    /**
     * How long the request may still wait for a connection: what the environment allows, less what
     * has passed, here and at the peer that handed it on. At least a millisecond.
     */
    Duration patience(Duration allowed) {
        long left = Math.min(allowed.toNanos(), waitNanos) - (ticker.nanos() - startedAt);
        return Duration.ofNanos(Math.max(1_000_000, left));
    }

    /** Its client waits for a connection for no longer than this. */
    void waitsAtMost(Duration wait) {
        waitNanos = Math.min(waitNanos, wait.toNanos());
    }

    /** Whether it has waited for longer than it may, so that nothing should be begun for it. */
    boolean isLate(Duration allowed) {
        return ticker.nanos() - startedAt > Math.min(allowed.toNanos(), waitNanos);
    }

    /**
     * The request got no connection here, so nothing was done for it: whether somebody else serves
     * it instead. Then it is not to be answered.
     *
     * @param cause why: a {@link LoanRefused}, or a {@link DatabaseFault} in connecting
     */
    boolean goesElsewhere(Throwable cause) {
        var inner = cause.getCause();
        var refusal = cause instanceof CompletionException && inner != null ? inner : cause;
        if (!(refusal instanceof LoanRefused || refusal instanceof DatabaseFault)) return false;
        boolean goes = !gone && handing.elsewhere(refusal);
        notStarted = !goes;
        return goes;
    }

    /**
     * The request belongs to a transaction that another node holds: hands it there.
     *
     * @return null if that was done: then it is not to be answered
     */
    @Nullable Refusal goesTo(NodeLife life) {
        return handing.to(life);
    }

    /** Whom the request's CPU time and answer are counted for. On its event loop. */
    void belongsTo(Account account) {
        this.account = account;
        CpuMeter.current().enter(account);
    }

    /** Takes memory that is given back when the exchange is over. On its event loop. */
    boolean take(long bytes) {
        if (over || !traffic.bodies().take(bytes)) return false;
        bytesTaken += bytes;
        return true;
    }

    /** Gives back some of what was taken. On its event loop. */
    void giveBack(long bytes) {
        if (over) return; // with all the rest
        bytesTaken -= bytes;
        traffic.bodies().giveBack(bytes);
    }

    /** What all bodies may take together. */
    long mostBytes() {
        return traffic.bodies().limit();
    }

    /** Whether nobody waits for the answer any more. */
    boolean isGone() {
        return gone;
    }

    /**
     * Has something done, on the event loop, when the client leaves before its answer; at once when
     * it has left already. The last one given counts.
     */
    void whenGone(Runnable action) {
        whenGone = action;
        if (gone) action.run();
    }

    void fail(SqlError error) {
        send(Answer.of(error));
    }

    /** Refuses: nothing of what was asked for was begun. */
    void fail(Failure failure) {
        if (route == Route.SQL) fail(SqlFailures.of(failure));
        else send(form.refused(this, failure));
    }

    /** Says why it got no connection: nothing was begun. */
    void refuse(Throwable refusal) {
        if (route == Route.SQL) fail(SqlFailures.of(refusal, 0));
        else if (route.startsTransaction()) fail(Failures.notStarted(refusal, client));
        else fail(Failures.of(refusal, client));
    }

    /**
     * Tells a transaction's start that its time to wait is over, in Prisma's words, if it is one
     * and it is.
     *
     * @param allowed as for {@link #isLate}
     * @return whether it was told
     */
    boolean failsLateStart(Duration allowed) {
        boolean late = route.startsTransaction() && isLate(allowed);
        if (late) fail(Failures.notStartedInTime());
        return late;
    }

    /** Fails what was begun, and may have had effects. */
    void failed(Failure failure) {
        send(form.failed(this, failure));
    }

    /** A transaction began. */
    void started(String transaction) {
        send(form.started(this, transaction));
    }

    /** What was asked for is done. */
    void done() {
        send(form.done(this));
    }

    void send(Answer answer) {
        if (!Thread.currentThread().equals(loop)) {
            context.runOnContext(_ -> metered(answer));
        } else if (answer.body().length() < LARGE) {
            sendHere(answer);
        } else {
            metered(answer);
        }
    }

    /** To compress a large answer takes long, so that is done in its environment's turn. */
    private void metered(Answer answer) {
        var mine = account;
        if (mine == null) {
            sendHere(answer);
        } else if (answer.body().length() < LARGE) {
            CpuMeter.current().run(mine, () -> sendHere(answer));
        } else {
            LoopTurns.take(mine, () -> sendHere(answer), Integer.MAX_VALUE);
        }
    }

    private void sendHere(Answer answer) {
        if (over || relaying) return;
        var response = request.response();
        var body = answer.body();
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(REQUEST_ID, id);
        if (route == Route.SQL) response.putHeader(ALLOW_ORIGIN, ANY);
        if (answer.transaction() != null) {
            response.putHeader(TRANSACTION_ID, answer.transaction());
        }
        if (answer.retryAfterSeconds() > 0) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, Integer.toString(answer.retryAfterSeconds()));
        }
        int load = handing.ended(notStarted ? -answer.status() : answer.status());
        if (fromPeer) {
            response.putHeader(PeerHeaders.CODE, answer.code());
            if (notStarted) response.putHeader(PeerHeaders.NOT_STARTED, "1");
            if (load >= 0) response.putHeader(PeerHeaders.LOAD, Integer.toString(load));
        }
        if (traffic.draining() && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        var mine = account;
        if (mine != null) mine.addBytesOut(body.length());
        end();
        if (answer.status() == 204) {
            response.end();
        } else if (HttpMethod.HEAD.equals(request.method())) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            response.end();
        } else {
            // The array is ours and done with: no copy.
            response.end(
                    BufferInternal.buffer(Unpooled.wrappedBuffer(body.array(), 0, body.length())));
        }
        traffic.metrics()
                .answered(route, answer.status(), answer.code(), ticker.nanos() - startedAt);
    }

    /**
     * Passes on a peer's answer as it arrives. On its event loop.
     *
     * @param cut is run if the client leaves meanwhile
     * @param done is run when there is no more to pass on
     */
    void relay(HttpClientResponse answer, Runnable cut, Runnable done) {
        if (over || relaying) return;
        relaying = true;
        whenGone = cut;
        var response = request.response().setStatusCode(answer.statusCode());
        PeerHeaders.copy(answer.headers(), response.headers());
        var length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        } else if (request.version() != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
        if (traffic.draining() && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        var code = answer.getHeader(PeerHeaders.CODE);
        Relay.run(
                answer,
                response,
                Objects.requireNonNull(account),
                whole -> {
                    done.run();
                    if (over) return;
                    end();
                    if (whole) {
                        response.end();
                        traffic.metrics()
                                .answered(
                                        route,
                                        answer.statusCode(),
                                        code == null ? "ok" : code,
                                        ticker.nanos() - startedAt);
                    } else {
                        // Half an answer must not look like a whole one.
                        traffic.metrics().abandoned(route);
                        var _ = response.reset();
                    }
                });
    }

    private void leave() {
        if (over) return;
        gone = true;
        handing.ended(0);
        end();
        traffic.metrics().abandoned(route);
        whenGone.run();
    }

    private void end() {
        over = true;
        traffic.bodies().giveBack(bytesTaken);
        bytesTaken = 0;
        traffic.ended();
    }
}
