package dev.weir.data.http;

import dev.weir.data.admission.netty.LoopTurns;
import dev.weir.data.memory.RequestMemory;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import dev.weir.runtime.Ticker;
import dev.weir.runtime.http.HeadWatch;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request and its one answer. Methods may be called from any thread unless they say otherwise;
 * the answer is sent once, however often one is given, on the event loop that read the request.
 */
public final class HttpExchange {
    /**
     * Bytes of an answer that is sent in its environment's turn, since compressing it takes long.
     */
    private static final int LARGE = 16 << 10;

    private final HttpServerRequest request;
    private final String id;
    private final Context context;
    private final Thread loop = Thread.currentThread();
    private final boolean fromPeer;
    private final ListenerSettings settings;
    private final Traffic traffic;
    private final Ticker ticker;
    private final long startedAt;
    private final RequestMemory memory;
    private String endpoint = Endpoint.UNKNOWN.label();
    private ExchangeListener listener = ExchangeListener.NONE;
    private volatile boolean gone;
    private volatile Runnable whenGone = () -> {};
    private volatile @Nullable Account account;
    private @Nullable Departure departure;
    private boolean takenOver;
    private boolean over;

    /** On the request's event loop. */
    HttpExchange(
            HttpServerRequest request,
            String id,
            Context context,
            boolean fromPeer,
            ListenerSettings settings,
            Traffic traffic,
            Ticker ticker) {
        this.request = request;
        this.id = id;
        this.context = context;
        this.fromPeer = fromPeer;
        this.settings = settings;
        this.traffic = traffic;
        this.ticker = ticker;
        startedAt = ticker.nanos();
        memory = new RequestMemory(traffic.bodies());
        request.response().closeHandler(_ -> leave());
        request.response().exceptionHandler(_ -> leave());
    }

    /** The request. */
    public HttpServerRequest request() {
        return request;
    }

    /** The request's id: the client's own, or a new one. */
    public String id() {
        return id;
    }

    /** The event loop that read the request. */
    public Context context() {
        return context;
    }

    /** Whether it came through the listener between nodes. */
    public boolean isFromPeer() {
        return fromPeer;
    }

    /** Whether a proxy passed it on whose word for the client's side of it is taken. */
    public boolean isFromTrustedProxy() {
        var proxies = settings.proxies();
        if (proxies.networks().isEmpty()) return false;
        var address = request.remoteAddress().hostAddress();
        return address != null && proxies.trust(InetAddress.ofLiteral(address));
    }

    /** Whether the listener asks its clients to leave. */
    public boolean isDraining() {
        return traffic.draining();
    }

    /** Nanoseconds since the headers were read. */
    public long age() {
        return ticker.nanos() - startedAt;
    }

    /** Names the request for metrics, and whom its end is reported to. On its event loop. */
    public void begin(Endpoint kind, ExchangeListener endListener) {
        endpoint = kind.label();
        listener = endListener;
    }

    /** Charges the request's CPU time and answer to an account. On its event loop. */
    public void belongsTo(Account owner) {
        account = owner;
        memory.belongsTo(owner.memory());
        CpuMeter.current().enter(owner);
    }

    /**
     * Reads the body, and hands it over once it is whole, or else the reason. On its event loop.
     */
    public void readBody(Consumer<byte[]> whole, Consumer<Rejection> rejected) {
        new BodyReader(context.owner(), this, settings, whole, rejected).start();
    }

    /** The memory of its body, its values and its answer. */
    public RequestMemory memory() {
        return memory;
    }

    /** Whether the client left before its answer. */
    public boolean isGone() {
        return gone;
    }

    /**
     * Sets the action that is run, on the event loop, when the client leaves before its answer; at
     * once if it has left already. A later action replaces an earlier one.
     */
    public void whenGone(Runnable action) {
        whenGone = action;
        if (gone) action.run();
    }

    /** Sends the answer, unless there is one already. */
    public void send(Answer answer) {
        if (!Thread.currentThread().equals(loop)) context.runOnContext(_ -> metered(answer));
        else if (answer.body().length() < LARGE) sendHere(answer);
        else metered(answer);
    }

    private void metered(Answer answer) {
        var mine = account;
        if (mine == null) sendHere(answer);
        else if (answer.body().length() < LARGE) {
            CpuMeter.current().run(mine, () -> sendHere(answer));
        } else {
            LoopTurns.take(mine, () -> sendHere(answer), Integer.MAX_VALUE);
        }
    }

    private void sendHere(Answer answer) {
        if (over || takenOver) return;
        ResponseWriter.head(request, id, answer, traffic.draining());
        listener.answering(answer, request.response());
        var mine = account;
        if (mine != null) mine.addBytesOut(answer.body().length());
        end();
        depart(answer);
        traffic.metrics().answered(endpoint, answer.status(), answer.code(), age());
    }

    /** The answer is held until the client has taken it, and nothing else of the request. */
    private void depart(Answer answer) {
        whenGone = () -> {};
        listener = ExchangeListener.NONE;
        memory.hold(answer.body().array().length);
        var patience = settings.bodyTimeout();
        var going = new Departure(context.owner(), request, patience, memory::release);
        departure = going;
        ResponseWriter.body(request, answer, going);
    }

    /**
     * Hands the response over to a relay, which writes it and then calls {@link #relayed} or {@link
     * #broken}. On its event loop.
     *
     * @param cut is run if the client leaves meanwhile
     * @return null if there is an answer already, or the client left
     */
    public @Nullable HttpServerResponse takeOver(int status, Runnable cut) {
        if (over || takenOver) return null;
        takenOver = true;
        whenGone = cut;
        request.response().setStatusCode(status);
        return traffic.draining() ? ResponseWriter.askToLeave(request) : request.response();
    }

    /** The relay passed on all of the answer. On its event loop. */
    public void relayed(int status, String code) {
        if (over) return;
        end();
        memory.release();
        request.response().end();
        traffic.metrics().answered(endpoint, status, code, age());
    }

    /**
     * The relay lost the rest: half an answer must not look like a whole one. On its event loop.
     */
    public void broken() {
        if (over) return;
        end();
        memory.release();
        traffic.metrics().abandoned(endpoint);
        var _ = request.response().reset();
    }

    private void leave() {
        if (departure != null) departure.end();
        if (over) return;
        gone = true;
        listener.left();
        end();
        memory.release();
        traffic.metrics().abandoned(endpoint);
        whenGone.run();
    }

    private void end() {
        over = true;
        HeadWatch.ended(request);
        traffic.ended();
    }
}
