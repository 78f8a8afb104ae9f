package dev.weir.data.http;

import dev.weir.data.memory.MemoryBudget;
import dev.weir.data.usage.Accounts;
import dev.weir.runtime.ListenFault;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A node's HTTP listener: HTTP/1.1 and HTTP/2, over TLS where there is a certificate. One of
 * several with the same handler is stopped together with them, see {@link Listeners}.
 */
public final class HttpListener implements Part {
    private static final AtomicInteger ANY_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final ListenerSettings settings;
    private final HttpHandler handler;
    private final Accounts accounts;
    private final Ticker ticker;
    private final Traffic traffic;
    private final @Nullable Path peerAuthority;
    private final CopyOnWriteArrayList<ListenerLoop> loops = new CopyOnWriteArrayList<>();
    private volatile int port;

    /**
     * A listener for applications.
     *
     * @param bodies the memory of all requests' bodies, shared by all listeners of the node
     */
    public HttpListener(
            Vertx vertx,
            ListenerSettings settings,
            HttpHandler handler,
            MemoryBudget bodies,
            Accounts accounts,
            HttpMetrics metrics,
            Ticker ticker) {
        this(vertx, settings, handler, accounts, new Traffic(bodies, metrics), ticker, null);
    }

    private HttpListener(
            Vertx vertx,
            ListenerSettings settings,
            HttpHandler handler,
            Accounts accounts,
            Traffic traffic,
            Ticker ticker,
            @Nullable Path peerAuthority) {
        this.vertx = vertx;
        this.settings = settings;
        this.handler = handler;
        this.accounts = accounts;
        this.traffic = traffic;
        this.ticker = ticker;
        this.peerAuthority = peerAuthority;
    }

    /**
     * A listener for requests that other nodes forward. Its metrics are counted where they came in.
     *
     * @param settings with the node's certificate
     * @param authority PEM file of the certificates that have to sign a client's certificate
     */
    public static HttpListener betweenNodes(
            Vertx vertx,
            ListenerSettings settings,
            Path authority,
            HttpHandler handler,
            MemoryBudget bodies,
            Accounts accounts,
            Ticker ticker) {
        var traffic = new Traffic(bodies, HttpMetrics.NONE);
        return new HttpListener(vertx, settings, handler, accounts, traffic, ticker, authority);
    }

    /** The port it listens on, once started. */
    public int port() {
        return port;
    }

    /** Requests under way. */
    public int requests() {
        return traffic.requests();
    }

    /** Connections open. */
    public int connections() {
        return traffic.connections().get();
    }

    @Override
    public void start() throws Exception {
        // To Vert.x: any free port, the same for all servers that ask with the same number.
        int wanted = settings.port() == 0 ? -ANY_PORT.incrementAndGet() : settings.port();
        for (int i = 0; i < settings.eventLoops(); i++) {
            var loop =
                    new ListenerLoop(
                            settings, wanted, handler, accounts, traffic, ticker, peerAuthority);
            loops.add(loop);
            deploy(loop);
        }
        port = loops.getFirst().port();
    }

    private void deploy(ListenerLoop loop) throws Exception {
        try {
            await(vertx.deployVerticle(loop));
        } catch (ExecutionException e) {
            throw ListenFault.at(settings.host(), settings.port(), e);
        }
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        new Listeners(ticker, Duration.ZERO, List.of(this)).stop(deadline);
    }

    /** From now on clients are asked to go elsewhere, and served as long as they do not. */
    void drain() {
        traffic.drain();
        for (var loop : loops) loop.drain();
    }

    /** The event loops that its requests come on, once started. */
    public List<Context> contexts() {
        return loops.stream().map(ListenerLoop::loop).toList();
    }

    /** When the latest request began, by the ticker. */
    public long lastBegan() {
        return traffic.lastBegan();
    }

    /** The handler of its requests: listeners of one node share it. */
    HttpHandler handler() {
        return handler;
    }

    /** Takes no connection any more and closes those that are open. */
    void close() throws Exception {
        for (var loop : loops) await(loop.close());
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
