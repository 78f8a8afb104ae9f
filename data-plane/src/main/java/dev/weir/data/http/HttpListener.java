package dev.weir.data.http;

import dev.weir.data.usage.Accounts;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A node's HTTP listener: HTTP/1.1 and HTTP/2, over TLS where there is a certificate. One of
 * several that lead to the same doors is stopped together with them, see {@link Listeners}.
 */
public final class HttpListener implements Part {
    private static final AtomicInteger ANY_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final ListenerSettings settings;
    private final Doors doors;
    private final Accounts accounts;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Traffic traffic;
    private final @Nullable Path peerAuthority;
    private final CopyOnWriteArrayList<ListenerLoop> loops = new CopyOnWriteArrayList<>();
    private volatile int port;

    /** A listener in front of doors. */
    public HttpListener(
            Vertx vertx,
            ListenerSettings settings,
            Doors doors,
            Accounts accounts,
            DoorMetrics metrics,
            Ticker ticker,
            InstantSource clock) {
        this(vertx, settings, doors, accounts, metrics, ticker, clock, null);
    }

    private HttpListener(
            Vertx vertx,
            ListenerSettings settings,
            Doors doors,
            Accounts accounts,
            DoorMetrics metrics,
            Ticker ticker,
            InstantSource clock,
            @Nullable Path peerAuthority) {
        this.vertx = vertx;
        this.settings = settings;
        this.doors = doors;
        this.accounts = accounts;
        this.ticker = ticker;
        this.clock = clock;
        this.peerAuthority = peerAuthority;
        traffic = new Traffic(doors.bodies(), metrics);
    }

    /** A listener for what peers hand on: it is served here, or refused, but never handed on. */
    public static HttpListener ofPeers(
            Vertx vertx,
            ListenerSettings base,
            PeerSettings peers,
            Doors doors,
            Accounts accounts,
            Ticker ticker,
            InstantSource clock) {
        var settings = base.secured(peers.host(), peers.port(), peers.certificate(), peers.key());
        return new HttpListener(
                vertx,
                settings,
                doors,
                accounts,
                DoorMetrics.NONE,
                ticker,
                clock,
                peers.authority());
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
                            settings,
                            wanted,
                            doors,
                            accounts,
                            traffic,
                            ticker,
                            clock,
                            peerAuthority);
            loops.add(loop);
            await(vertx.deployVerticle(loop));
        }
        port = loops.getFirst().port();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        new Listeners(ticker, List.of(this)).stop(deadline);
    }

    /** From now on clients are asked to go elsewhere, and served as long as they do not. */
    void drain() {
        traffic.drain();
        for (var loop : loops) loop.drain();
    }

    /** The event loops that its requests come on, once started. */
    List<Context> contexts() {
        return loops.stream().map(ListenerLoop::loop).toList();
    }

    /** When the latest request began, by the ticker. */
    long lastBegan() {
        return traffic.lastBegan();
    }

    /** What it leads to: listeners of one node share it. */
    Doors doors() {
        return doors;
    }

    /** Takes no connection any more and closes those that are open. */
    void close() throws Exception {
        for (var loop : loops) await(loop.close());
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
