package dev.weir.data.gateway;

import dev.weir.data.http.Answer;
import dev.weir.data.http.ExchangeListener;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.http.Rejection;
import dev.weir.data.memory.Memory;
import dev.weir.data.route.Attempts;
import dev.weir.data.route.Ending;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.usage.CpuMeter;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a request, and the ways to answer it. Each fact is set once, by the
 * step of the {@link Gateway} that finds it, before the steps that use it. Answers may be given
 * from any thread; the first one counts.
 */
public final class RequestContext implements ExchangeListener {
    private static final long MIN_WAIT_NANOS = 1_000_000;

    private final HttpExchange exchange;
    private final Call call;
    private volatile long waitNanos;
    private @Nullable ServedEnvironment environment;
    private byte @Nullable [] body;
    private @Nullable Attempts attempts;
    private volatile @Nullable Throwable unserved;

    /** On the request's event loop. */
    RequestContext(HttpExchange exchange, Call call) {
        this.exchange = exchange;
        this.call = call;
        var headers = exchange.request().headers();
        int wait = exchange.isFromPeer() ? HopHeaders.number(headers, HopHeaders.WAIT, -1) : -1;
        waitNanos = wait < 0 ? Long.MAX_VALUE : Duration.ofMillis(wait).toNanos();
        exchange.begin(call.endpoint(), this);
    }

    /** The request and its response. */
    public HttpExchange exchange() {
        return exchange;
    }

    /** The request in its protocol's terms. */
    public Call call() {
        return call;
    }

    /** The memory that the request takes; given back when its answer has left. */
    public Memory memory() {
        return exchange.memory();
    }

    void authenticated(ServedEnvironment found) {
        environment = found;
    }

    /** The environment that the API key opens. */
    public ServedEnvironment environment() {
        return Objects.requireNonNull(environment, "authenticated first");
    }

    void read(byte[] bytes) {
        body = bytes;
        call.read(bytes);
    }

    /** The request's whole body; not to be changed. */
    public byte[] body() {
        return Objects.requireNonNull(body, "read before");
    }

    void placedBy(Attempts placing) {
        attempts = placing;
    }

    /** The placing of the request. On its event loop. */
    public Attempts attempts() {
        return Objects.requireNonNull(attempts, "read before it is placed");
    }

    /** Whether the request goes to no other node: it came from one, or belongs to a transaction. */
    boolean stays() {
        var placing = attempts;
        return placing == null || placing.isBound() || exchange.isFromPeer();
    }

    /** Whether nobody waits for the answer any more. */
    public boolean isGone() {
        return exchange.isGone();
    }

    /**
     * The time that the request may still wait for a connection: the environment's limit, less the
     * time since its headers came, here and at the node that forwarded it. At least 1 ms.
     */
    public Duration patience() {
        return Duration.ofNanos(Math.max(MIN_WAIT_NANOS, maxWaitNanos() - exchange.age()));
    }

    /** Limits the waiting further, as the client wishes. */
    void waitsAtMost(Duration wait) {
        waitNanos = Math.min(waitNanos, wait.toNanos());
    }

    /** Whether the request has waited longer than it may, so that nothing is begun for it. */
    boolean isLate() {
        return exchange.age() > maxWaitNanos();
    }

    private long maxWaitNanos() {
        return Math.min(environment().settings().queueTimeout().toNanos(), waitNanos);
    }

    /** Runs an action on the request's event loop, charged to its environment. */
    void onLoop(Runnable action) {
        exchange.context().runOnContext(_ -> metered(action));
    }

    /** Runs an action, charged to the request's environment. */
    public void metered(Runnable action) {
        CpuMeter.current().run(environment().account(), action);
    }

    /** Answers. */
    public void send(Answer answer) {
        exchange.send(answer);
    }

    /** Answers with a rejection; nothing was begun. */
    public void reject(Rejection rejection) {
        send(call.rejected(rejection));
    }

    /** Answers that a transaction does not do what was asked of it. */
    void refuse(Refusal refusal) {
        send(((TransactionCall) call).refused(refusal));
    }

    /** Answers that the request got no connection: nothing was begun, another node may. */
    void unserved(Throwable cause) {
        unserved = cause;
        send(call.refused(cause));
    }

    @Override
    public void answering(Answer answer, HttpServerResponse response) {
        var cause = unserved;
        var placing = attempts;
        int load = placing == null ? -1 : placing.ended(ending(cause, answer.status()));
        if (!exchange.isFromPeer()) return;
        response.putHeader(HopHeaders.CODE, answer.code());
        if (cause != null) response.putHeader(HopHeaders.NOT_STARTED, HopHeaders.notStarted(cause));
        if (load >= 0) response.putHeader(HopHeaders.LOAD, Integer.toString(load));
    }

    private static Ending ending(@Nullable Throwable unserved, int status) {
        if (unserved != null) return new Ending.NotStarted();
        return status < 500 ? new Ending.Answered(-1) : new Ending.Failed();
    }

    @Override
    public void left() {
        var placing = attempts;
        if (placing != null) placing.ended(new Ending.Abandoned());
    }
}
