package dev.weir.data.http;

import dev.weir.data.usage.Accounts;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A node's HTTP listener: HTTP/1.1 and HTTP/2, over TLS where there is a certificate. When stopped
 * it first asks clients to leave ({@code Connection: close}, GOAWAY) and serves on those that do
 * not know yet, until no request and no transaction is left for a moment, or time runs out.
 */
public final class HttpListener implements Part {
    /** Nothing may have come for this long before the listener closes. */
    private static final Duration QUIET = Duration.ofMillis(500);

    /** Left of the deadline for closing. */
    private static final Duration CLOSING = Duration.ofMillis(500);

    private static final long STEP_MILLIS = 20;
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
        traffic = new Traffic(new MemoryBudget(settings.maxBufferedBytes()), metrics);
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
        long end = ticker.nanos() + deadline.minus(CLOSING).toNanos();
        traffic.drain();
        for (var loop : loops) loop.drain();
        long quietSince = ticker.nanos();
        while (ticker.nanos() - end < 0) {
            long now = ticker.nanos();
            if (traffic.requests() > 0 || doors.prisma().openTransactions() > 0) {
                quietSince = now;
            } else if (now - Math.max(quietSince, traffic.lastBegan()) >= QUIET.toNanos()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
        doors.prisma().stop();
        for (var loop : loops) await(loop.close());
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
