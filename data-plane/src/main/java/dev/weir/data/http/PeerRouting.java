package dev.weir.data.http;

import dev.weir.data.route.Candidate;
import dev.weir.data.route.Choice;
import dev.weir.data.route.Ending;
import dev.weir.data.route.EnvironmentRoute;
import dev.weir.data.route.Life;
import dev.weir.data.route.PeerBook;
import dev.weir.data.route.Router;
import dev.weir.data.route.RouterSettings;
import dev.weir.data.route.Ticket;
import dev.weir.data.usage.Accounts;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.GrantEvent;
import dev.weir.events.RegionId;
import dev.weir.runtime.Shared;
import dev.weir.runtime.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
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
    /** Different routes that are shared at most: a bound, and more than are of use. */
    private static final int SHARED = 10_000;

    private final Vertx vertx;
    private final Life self;
    private final ClusterId cluster;
    private final RegionId region;
    private final PeerBook book;
    private final PeerSettings settings;
    private final Accounts accounts;
    private final Ticker ticker;

    /** Each is guarded by its own lock. */
    private final Map<EnvironmentId, EnvironmentRoute> routes = new ConcurrentHashMap<>();

    /** Most environments are served by the same few nodes. */
    private final Shared<List<Candidate>> shared = new Shared<>(SHARED);

    private final Map<Context, PeerLinks> links = new ConcurrentHashMap<>();

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
        var route = route(event.environment());
        synchronized (route) {
            switch (event) {
                case GrantEvent.Granted granted ->
                        route.heard(ticker.nanos(), granted.epoch(), candidates(granted));
            }
        }
    }

    private List<Candidate> candidates(GrantEvent.Granted granted) {
        return shared.of(
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
        var route = route(environment);
        synchronized (route) {
            return action.apply(
                    route.router(self, cluster, RouterSettings.DEFAULTS, ticker.nanos()));
        }
    }

    private EnvironmentRoute route(EnvironmentId environment) {
        var known = routes.get(environment);
        return known == null
                ? routes.computeIfAbsent(environment, _ -> new EnvironmentRoute())
                : known;
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong();
    }
}
