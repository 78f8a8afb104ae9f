package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.GrantEvent;
import dev.weir.events.NodeLife;
import dev.weir.runtime.Shared;
import dev.weir.runtime.Ticker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The routes of all environments as one life of a node knows them, folded from the grants, and who
 * gets a request by them. Thread-safe: each environment's {@link Router} has a lock of its own.
 */
public final class Routes {
    /** Different routes that are shared at most: a bound, and more than are of use. */
    private static final int SHARED = 10_000;

    /** What is not a choice needs no ticket. */
    private static final Choice ALONE = new Choice.Nowhere();

    private final NodeLife self;
    private final ClusterId cluster;
    private final RouterSettings settings;
    private final Ticker ticker;

    /** Each is guarded by its own lock. */
    private final Map<EnvironmentId, EnvironmentRoute> routes = new ConcurrentHashMap<>();

    /** Most environments are served by the same few nodes. */
    private final Shared<List<Candidate>> shared = new Shared<>(SHARED);

    /** None yet, of a life of a node. */
    public Routes(NodeLife self, ClusterId cluster, RouterSettings settings, Ticker ticker) {
        this.self = self;
        this.cluster = cluster;
        this.settings = settings;
        this.ticker = ticker;
    }

    /** Whose routes they are. */
    public NodeLife self() {
        return self;
    }

    /** Grants were heard: they are the route. An epoch not above the last changes nothing. */
    public void heard(GrantEvent event) {
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
                        .map(grant -> new Candidate(grant.life(), grant.cluster(), grant.size()))
                        .toList());
    }

    /**
     * Chooses for a request's first attempt. Nowhere, too, where nobody but this node is in the
     * route: then it is served here and need not be counted.
     *
     * @param random anything that nobody can foresee, as everywhere
     */
    public Choice choose(EnvironmentId environment, long random, Predicate<NodeLife> reachable) {
        return with(
                environment,
                router -> {
                    if (router.isAlone() && router.isHere()) return ALONE;
                    return router.choose(ticker.nanos(), random, reachable);
                });
    }

    /** Chooses anew for a request that certainly did not start; see {@link Router#again}. */
    public Choice again(
            EnvironmentId environment,
            long random,
            Predicate<NodeLife> reachable,
            Set<NodeLife> tried) {
        return with(environment, router -> router.again(ticker.nanos(), random, reachable, tried));
    }

    /** Chooses for a request that has waited; see {@link Router#resume}. */
    public Choice resume(
            EnvironmentId environment,
            long random,
            Predicate<NodeLife> reachable,
            Set<NodeLife> tried) {
        return with(environment, router -> router.resume(ticker.nanos(), random, reachable, tried));
    }

    /** A request is served here without having been a choice; see {@link Router#arrived}. */
    public @Nullable Ticket arrived(EnvironmentId environment) {
        return with(environment, router -> router.arrived(ticker.nanos()));
    }

    /**
     * A request ended where it was given to.
     *
     * @param ticket null where nobody needed to count it
     * @return how many requests are under way here afterwards
     */
    public int ended(
            EnvironmentId environment, @Nullable Ticket ticket, Ending ending, long random) {
        return with(
                environment,
                router -> {
                    if (ticket != null) router.ended(ticker.nanos(), ticket, ending, random);
                    return router.load();
                });
    }

    private <T extends @Nullable Object> T with(
            EnvironmentId environment, Function<Router, T> action) {
        var route = route(environment);
        synchronized (route) {
            return action.apply(route.router(self, cluster, settings, ticker.nanos()));
        }
    }

    private EnvironmentRoute route(EnvironmentId environment) {
        var known = routes.get(environment);
        return known == null
                ? routes.computeIfAbsent(environment, _ -> new EnvironmentRoute())
                : known;
    }
}
