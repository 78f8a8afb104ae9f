package dev.weir.data.peer;

import dev.weir.data.gateway.Peers;
import dev.weir.data.gateway.RequestContext;
import dev.weir.data.http.HttpListener;
import dev.weir.data.route.Attempts;
import dev.weir.data.route.PeerBook;
import dev.weir.data.route.RoutedAttempts;
import dev.weir.data.route.RouterSettings;
import dev.weir.data.route.Routes;
import dev.weir.data.transaction.Refusal;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Forwards requests to peers as {@link Routes} decide. A request that a peer forwarded is served
 * here or refused, so none travels twice. Thread-safe.
 */
public final class Forwarding implements Peers {
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

    /** Forwards from an incarnation of a node to the peers of a book. */
    public Forwarding(
            Vertx vertx,
            NodeLife self,
            ClusterId cluster,
            RegionId region,
            PeerBook book,
            PeerSettings settings,
            Accounts accounts,
            Ticker ticker) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.region = region;
        this.book = book;
        this.settings = settings;
        this.accounts = accounts;
        this.ticker = ticker;
        this.routes = new Routes(self, cluster, RouterSettings.DEFAULTS, ticker);
    }

    /** Takes grants, which are the route. An epoch not above the last changes nothing. */
    public void granted(GrantEvent event) {
        routes.heard(event);
    }

    /** Opens links to peers before requests need them, on a listener's loops. */
    public void openAhead(HttpListener listener) {
        for (var loop : listener.contexts()) {
            loop.runOnContext(_ -> links(loop).openAhead());
        }
    }

    /** Opens no more links ahead. */
    public void openNoneAhead() {
        links.forEach((loop, each) -> loop.execute(each::openNoneAhead));
    }

    @Override
    public Attempts attempts(EnvironmentId environment, Context loop) {
        return new RoutedAttempts(
                routes,
                environment,
                () -> ThreadLocalRandom.current().nextLong(),
                peer -> links(loop).isReachable(peer));
    }

    @Override
    public @Nullable Refusal unreachable(NodeLife holder) {
        if (book.find(holder).isPresent()) return null;
        return book.isOver(holder) ? new Refusal.Lost() : new Refusal.Unreachable(holder.node());
    }

    @Override
    public CompletionStage<Forwarded> forward(RequestContext request, NodeLife peer) {
        var link = links(request.exchange().context()).to(peer);
        return new PeerCall(vertx, request, peer).start(link);
    }

    /** An event loop's links to the peers. On that loop. */
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
