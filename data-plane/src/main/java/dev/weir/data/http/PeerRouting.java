package dev.weir.data.http;

import dev.weir.data.route.Candidate;
import dev.weir.data.route.Choice;
import dev.weir.data.route.Ending;
import dev.weir.data.route.Life;
import dev.weir.data.route.PeerBook;
import dev.weir.data.route.Router;
import dev.weir.data.route.RouterSettings;
import dev.weir.data.route.Ticket;
import dev.weir.data.usage.Accounts;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.GrantEvent;
import dev.weir.events.RegionId;
import dev.weir.runtime.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves requests here or hands them to peers, as a {@link Router} for each environment decides. A
 * request that a peer handed on is always served here, or refused: so none travels twice.
 */
public final class PeerRouting extends Routing {
    private final Vertx vertx;
    private final Life self;
    private final ClusterId cluster;
    private final RegionId region;
    private final PeerBook book;
    private final PeerSettings settings;
    private final Accounts accounts;
    private final Ticker ticker;
    private final Map<EnvironmentId, Routed> routers = new ConcurrentHashMap<>();
    private final Map<Context, PeerLinks> links = new ConcurrentHashMap<>();

    /** An environment's router, which its lock guards, and the epoch of its route. */
    private static final class Routed {
        final Router router;
        Epoch epoch = Epoch.NONE;

        Routed(Router router) {
            this.router = router;
        }
    }

    /** Routes for a life of a node, to the peers of a book. */
    public PeerRouting(
            Vertx vertx,
            Life self,
            ClusterId cluster,
            RegionId region,
            PeerBook book,
            PeerSettings settings,
            Accounts accounts,
            Ticker ticker) {
        super(vertx);
        this.vertx = vertx;
        this.self = self;
        this.cluster = cluster;
        this.region = region;
        this.book = book;
        this.settings = settings;
        this.accounts = accounts;
        this.ticker = ticker;
    }

    /** Grants were heard: they are the route. An epoch not above the last changes nothing. */
    public void granted(GrantEvent event) {
        var routed = routed(event.environment());
        synchronized (routed) {
            if (!event.epoch().isAfter(routed.epoch)) return;
            routed.epoch = event.epoch();
            switch (event) {
                case GrantEvent.Granted granted ->
                        routed.router.route(
                                ticker.nanos(),
                                granted.grants().stream()
                                        .filter(grant -> grant.size() > 0)
                                        .map(grant ->
                                                new Candidate(
                                                        grant.node(),
                                                        grant.incarnation(),
                                                        grant.cluster(),
                                                        grant.size()))
                                        .toList());
            }
        }
    }

    @Override
    void route(Exchange exchange, Served served, boolean bound, byte[] body, Runnable here) {
        new Trip(this, vertx, exchange, served, body, here).begin(bound);
    }

    Life self() {
        return self;
    }

    Ticker ticker() {
        return ticker;
    }

    PeerBook book() {
        return book;
    }

    Choice choose(EnvironmentId environment, PeerLinks ways) {
        return with(
                environment,
                router -> {
                    if (router.isAlone() && router.isHere()) return ALONE;
                    return router.choose(ticker.nanos(), random(), ways::isReachable);
                });
    }

    /** What is not a choice needs no ticket. */
    static final Choice ALONE = new Choice.Nowhere();

    Choice again(EnvironmentId environment, PeerLinks ways, Set<Life> tried) {
        return with(
                environment,
                router -> router.again(ticker.nanos(), random(), ways::isReachable, tried));
    }

    Choice resume(EnvironmentId environment, PeerLinks ways, Set<Life> tried) {
        return with(
                environment,
                router -> router.resume(ticker.nanos(), random(), ways::isReachable, tried));
    }

    @Nullable Ticket arrived(EnvironmentId environment) {
        return with(environment, router -> router.arrived(ticker.nanos()));
    }

    /** How many requests are under way here afterwards. */
    int ended(EnvironmentId environment, @Nullable Ticket ticket, Ending ending) {
        return with(
                environment,
                router -> {
                    if (ticket != null) router.ended(ticker.nanos(), ticket, ending, random());
                    return router.load();
                });
    }

    /** An event loop's ways to the peers. On that loop. */
    PeerLinks links(Context loop) {
        return links.computeIfAbsent(
                loop,
                _ ->
                        new PeerLinks(
                                vertx,
                                book,
                                settings,
                                region.value(),
                                accounts.platform(),
                                ticker));
    }

    private <T extends @Nullable Object> T with(
            EnvironmentId environment, Function<Router, T> action) {
        var routed = routed(environment);
        synchronized (routed) {
            return action.apply(routed.router);
        }
    }

    private Routed routed(EnvironmentId environment) {
        var known = routers.get(environment);
        if (known != null) return known;
        return routers.computeIfAbsent(
                environment,
                _ ->
                        new Routed(
                                new Router(
                                        self, cluster, RouterSettings.DEFAULTS, ticker.nanos())));
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong();
    }
}
