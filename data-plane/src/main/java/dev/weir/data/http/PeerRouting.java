package dev.weir.data.http;

import dev.weir.data.route.Attempts;
import dev.weir.data.route.PeerBook;
import dev.weir.data.route.RouterSettings;
import dev.weir.data.route.Routes;
import dev.weir.data.usage.Accounts;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.GrantEvent;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import dev.weir.runtime.Ticker;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Serves requests here or hands them to peers, as {@link Routes} decide. A request that a peer
 * handed on is always served here, or refused: so none travels twice.
 */
public final class PeerRouting extends Routing {
    private final Vertx vertx;
    private final ClusterId cluster;
    private final RegionId region;
    private final PeerBook book;
    private final PeerSettings settings;
    private final Accounts accounts;
    private final Ticker ticker;
    private final Routes routes;

    /** Listeners that share an event loop share its links. */
    private final Map<EventLoop, PeerLinks> links = new ConcurrentHashMap<>();

    /** Routes for a life of a node, to the peers of a book. */
    public PeerRouting(
            Vertx vertx,
            NodeLife self,
            ClusterId cluster,
            RegionId region,
            PeerBook book,
            PeerSettings settings,
            Accounts accounts,
            Ticker ticker) {
        super(vertx);
        this.vertx = vertx;
        this.cluster = cluster;
        this.region = region;
        this.book = book;
        this.settings = settings;
        this.accounts = accounts;
        this.ticker = ticker;
        this.routes = new Routes(self, cluster, RouterSettings.DEFAULTS, ticker);
    }

    /** Grants were heard: they are the route. An epoch not above the last changes nothing. */
    public void granted(GrantEvent event) {
        routes.heard(event);
    }

    /** Opens links to peers before requests need them, on a listener's loops. */
    public void openAhead(HttpListener listener) {
        for (var loop : listener.contexts()) {
            loop.runOnContext(_ -> links(loop).openAhead());
        }
    }

    /** Opens no more of them. */
    public void openNoneAhead() {
        links.forEach((loop, each) -> loop.execute(each::openNoneAhead));
    }

    @Override
    void route(Exchange exchange, Served served, boolean bound, byte[] body, Runnable here) {
        new Trip(this, vertx, exchange, served, body, here).begin(bound);
    }

    Ticker ticker() {
        return ticker;
    }

    PeerBook book() {
        return book;
    }

    /** Of a request that nobody has yet. On its loop. */
    Attempts attempts(EnvironmentId environment, Context loop) {
        return new Attempts(
                routes,
                environment,
                () -> ThreadLocalRandom.current().nextLong(),
                life -> links(loop).isReachable(life));
    }

    /** An event loop's ways to the peers. On that loop. */
    PeerLinks links(Context loop) {
        return links.computeIfAbsent(
                ((ContextInternal) loop).nettyEventLoop(),
                _ ->
                        new PeerLinks(
                                vertx,
                                book,
                                settings,
                                region.value(),
                                cluster,
                                accounts.platform(),
                                ticker));
    }
}
