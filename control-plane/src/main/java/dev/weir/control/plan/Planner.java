package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Demand;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.NodeStatus;
import dev.weir.control.fleet.PoolKey;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import dev.weir.events.PoolMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Plans a database: gathers what would be good for each pool, shares the limit among them, and lets
 * grow only by what is free now.
 */
final class Planner {
    /** Below it one connection more is much. */
    private static final int STEADY_FROM = 3;

    private final Scaler scaler;

    Planner(ScalingPolicy policy) {
        scaler = new Scaler(policy);
    }

    /**
     * What is to be.
     *
     * @param reclaim whether it is the moment to take back from the silent, too
     */
    Plan plan(DatabaseState state, Fleet fleet, boolean reclaim) {
        var draft = new Draft(state, fleet, reclaim);
        state.grants().environments().values().forEach(draft::gather);
        return draft.finish();
    }

    Demand judge(Demand demand, Moment now) {
        return scaler.judge(demand, now);
    }

    /** The demand of a pool that is let grow now from this size. */
    Demand grown(Demand demand, int from, Moment now) {
        return scaler.grown(demand, from, now);
    }

    /** One planning under way. */
    private final class Draft {
        private final DatabaseState state;
        private final Fleet fleet;
        private final Reclaiming reclaiming;
        private final SortedMap<ClusterId, List<NodeStatus>> living;
        private final Map<EnvironmentId, List<ClusterId>> clusterRanks = new HashMap<>();
        private final Map<EnvironmentId, List<Target>> targets = new HashMap<>();
        private final Map<EnvironmentId, List<Holding>> released = new HashMap<>();
        private final Map<EnvironmentId, Integer> charged = new HashMap<>();
        private final Map<EnvironmentId, Integer> fixed = new HashMap<>();
        private final Map<NodeId, Integer> chargedOnNode = new HashMap<>();
        private final Map<NodeId, Integer> fixedOnNode = new HashMap<>();
        private final List<Wish> wishes = new ArrayList<>();
        private final Set<PoolKey> further = new HashSet<>();
        private final Map<EnvironmentId, List<PoolKey>> awake = new HashMap<>();

        Draft(DatabaseState state, Fleet fleet, boolean reclaim) {
            this.state = state;
            this.fleet = fleet;
            this.living = fleet.usable();
            this.reclaiming = new Reclaiming(state, fleet, reclaim);
            state.demands()
                    .forEach((pool, demand) -> {
                        if (!Scaler.isAwake(demand)) return;
                        awake.computeIfAbsent(pool.environment(), _ -> new ArrayList<>()).add(pool);
                    });
        }

        void gather(EnvironmentGrants environment) {
            var id = environment.id();
            var usable = new ArrayList<Wish>();
            for (var holding : environment.holdings()) {
                boolean over = fleet.isRetired(holding.life());
                if (over && reclaiming.isGone(environment, holding)) {
                    released.computeIfAbsent(id, _ -> new ArrayList<>()).add(holding);
                    continue;
                }
                charged.merge(id, holding.charged(), Integer::sum);
                chargedOnNode.merge(holding.node(), holding.charged(), Integer::sum);
                if (environment.standing() == Standing.ACTIVE && fleet.isUsable(holding.life())) {
                    usable.add(wish(environment, holding));
                    continue;
                }
                fixed.merge(id, holding.charged(), Integer::sum);
                fixedOnNode.merge(holding.node(), holding.charged(), Integer::sum);
                if (over || reclaiming.silent(environment, holding)) continue;
                if (environment.standing() != Standing.ACTIVE) {
                    add(
                            id,
                            Target.nothing(
                                    holding,
                                    environment.standing().name().toLowerCase(Locale.ROOT)));
                } else if (fleet.isDraining(holding.life())) {
                    add(id, Target.nothing(holding, "drain"));
                }
                // A silent node keeps what it has: it serves on, and what it holds is not known.
            }
            for (var ended : reclaiming.ended(environment)) add(id, Target.nothing(ended, "ended"));
            if (environment.standing() != Standing.ACTIVE) return;
            place(environment, usable);
            join(environment, usable);
            spread(environment, usable);
            takeOver(environment, usable);
            wishes.addAll(withoutSurplus(environment, usable));
        }

        /**
         * Where one node is too small for what its pool needs, the next one of the cluster joins.
         */
        private void spread(EnvironmentGrants environment, List<Wish> usable) {
            for (var wish : List.copyOf(usable)) {
                if (wish.mode() != PoolMode.ACTIVE) continue;
                var node = status(wish.key());
                int most = wish.holding().granted() + Math.max(0, node.capacity() - node.held());
                int rest = wish.need() - most;
                if (rest <= 0) continue;
                var others =
                        living.getOrDefault(node.cluster(), List.of()).stream()
                                .filter(other -> other.capacity() > other.held())
                                .filter(other ->
                                        usable.stream()
                                                .noneMatch(w ->
                                                        w.holding().node().equals(other.node())))
                                .toList();
                Placement.rank(environment.id(), others).stream()
                        .findFirst()
                        .ifPresent(other ->
                                usable.add(
                                        new Wish(
                                                environment.id(),
                                                Holding.none(other),
                                                rest,
                                                rest,
                                                rest,
                                                PoolMode.ACTIVE,
                                                "join",
                                                Map.of("beyondCapacity", (double) rest))));
            }
        }

        /**
         * What a silent node had in use moves to its siblings, and to other clusters when most of
         * its own is silent.
         */
        private void takeOver(EnvironmentGrants environment, List<Wish> usable) {
            if (fleet.isMassSilence()) return;
            for (var holding : environment.holdings()) {
                var key = holding.of(environment.id());
                if (holding.pool() != PoolMode.ACTIVE
                        || !fleet.isSuspect(holding.node())
                        || !scaler.wasWorking(state.demand(key), fleet.now())) {
                    continue;
                }
                boolean clusterLives = !fleet.isClusterSuspect(holding.cluster());
                var siblings =
                        usable.stream()
                                .filter(wish ->
                                        clusterLives
                                                == wish.holding()
                                                        .cluster()
                                                        .equals(holding.cluster()))
                                .toList();
                var heirs = siblings.isEmpty() ? List.copyOf(usable) : siblings;
                var since = suspectSince(holding.node());
                for (var heir : heirs) {
                    var grownAt = state.demand(heir.key()).grownAt();
                    // Once: what it has taken over is what it has from then on.
                    if (grownAt != null && grownAt.compareTo(since) >= 0) continue;
                    int share = (holding.granted() + heirs.size() - 1) / heirs.size();
                    usable.set(usable.indexOf(heir), heir.with(share, "take-over"));
                }
            }
        }

        private Moment suspectSince(NodeId silent) {
            var known = fleet.nodes().get(silent);
            var heard = known == null ? fleet.watchedSince() : known.heardAt();
            return heard.plus(fleet.silence().suspectAfter());
        }

        private Wish wish(EnvironmentGrants environment, Holding holding) {
            return scaler.wish(
                    environment.id(),
                    holding,
                    state.demand(holding.of(environment.id())),
                    environment.idleTimeout(),
                    fleet.now());
        }

        /** A dormant grant in each cluster that has none. */
        private void place(EnvironmentGrants environment, List<Wish> usable) {
            living.forEach((cluster, nodes) -> {
                boolean served =
                        usable.stream().anyMatch(wish -> wish.holding().cluster().equals(cluster));
                if (served || isAwaited(environment, cluster)) return;
                var best = Placement.rank(environment.id(), nodes).getFirst();
                usable.add(wish(environment, Holding.none(best)));
            });
        }

        /** Right after its start a controller gives those a while to speak who hold something. */
        private boolean isAwaited(EnvironmentGrants environment, ClusterId cluster) {
            return !fleet.isSettled()
                    && environment.holdings().stream()
                            .anyMatch(holding ->
                                    holding.cluster().equals(cluster)
                                            && !fleet.nodes().containsKey(holding.node()));
        }

        /** A node that was asked for an environment of which it holds nothing. */
        private void join(EnvironmentGrants environment, List<Wish> usable) {
            awake.getOrDefault(environment.id(), List.of()).stream()
                    .sorted(
                            Comparator.comparing((PoolKey pool) -> pool.node().value())
                                    .thenComparing(pool -> pool.incarnation().value()))
                    .filter(pool -> fleet.isUsable(pool.life()))
                    .filter(pool -> usable.stream().noneMatch(wish -> wish.key().equals(pool)))
                    .forEach(pool -> usable.add(wish(environment, Holding.none(status(pool)))));
        }

        private NodeStatus status(PoolKey pool) {
            return java.util.Objects.requireNonNull(fleet.nodes().get(pool.node()));
        }

        /** One pool a cluster is enough while it sleeps, and none where another one is awake. */
        private List<Wish> withoutSurplus(EnvironmentGrants environment, List<Wish> usable) {
            if (usable.size() < 2) return usable;
            var kept = new HashMap<ClusterId, Wish>();
            var order =
                    Comparator.comparing((Wish wish) -> wish.mode() == PoolMode.ACTIVE)
                            .thenComparing(wish -> wish.holding().granted() > 0)
                            .reversed()
                            .thenComparingInt(wish -> rank(environment, wish));
            var result = new ArrayList<Wish>();
            for (var wish : usable.stream().sorted(order).toList()) {
                var first = kept.putIfAbsent(wish.holding().cluster(), wish);
                boolean surplus = first != null && wish.mode() == PoolMode.DORMANT;
                if (first != null) further.add(wish.key());
                result.add(surplus ? nothing(wish) : wish);
            }
            return result;
        }

        private int rank(EnvironmentGrants environment, Wish wish) {
            var nodes = living.getOrDefault(wish.holding().cluster(), List.of());
            return Placement.rank(environment.id(), nodes).indexOf(status(wish.key()));
        }

        private Wish nothing(Wish wish) {
            return new Wish(
                    wish.environment(),
                    wish.holding(),
                    0,
                    0,
                    0,
                    PoolMode.DORMANT,
                    "surplus",
                    Map.of());
        }

        Plan finish() {
            var fair = wishes.isEmpty() ? Map.<PoolKey, Integer>of() : fairSizes();
            var now = wishes.isEmpty() ? Map.<PoolKey, Integer>of() : sizesNow(fair);
            for (var wish : wishes) {
                int size = now.getOrDefault(wish.key(), 0);
                if (size == 0 && wish.holding().since().value() == 0) continue;
                boolean squeezed = size < wish.holding().granted() && size < wish.hold();
                add(
                        wish.environment(),
                        new Target(
                                wish.holding(),
                                size,
                                wish.mode(),
                                squeezed ? "make-room" : wish.rule(),
                                wish.numbers()));
            }
            return new Plan(targets, released, reclaiming.orders(), List.copyOf(wishes));
        }

        private int order(Wish wish) {
            return clusterRanks
                    .computeIfAbsent(wish.environment(), id -> Placement.rankClusters(id, living))
                    .indexOf(wish.holding().cluster());
        }

        /** What each should have once everybody has given back what is not his. */
        private Map<PoolKey, Integer> fairSizes() {
            var claims = new ArrayList<ShareRequest>();
            for (var wish : wishes) {
                claims.add(
                        new ShareRequest(
                                wish.key(),
                                0,
                                0,
                                levels(wish),
                                wish.holding().granted(),
                                order(wish)));
            }
            return Sharing.share(
                    claims,
                    state.grants().limit().grantable() - sum(fixed),
                    environmentRoom(fixed),
                    nodeRoom(fixedOnNode));
        }

        /** Shrinks at once, grows by what is charged to nobody. */
        private Map<PoolKey, Integer> sizesNow(Map<PoolKey, Integer> fair) {
            var claims = new ArrayList<ShareRequest>();
            for (var wish : wishes) {
                int target = fair.getOrDefault(wish.key(), 0);
                var levels = levels(wish).stream().map(level -> Math.min(level, target)).toList();
                int base = Math.min(wish.holding().granted(), target);
                claims.add(
                        new ShareRequest(
                                wish.key(),
                                base,
                                wish.holding().charged(),
                                levels,
                                wish.holding().granted(),
                                order(wish)));
            }
            return Sharing.share(
                    claims,
                    state.grants().limit().grantable() - sum(charged),
                    environmentRoom(charged),
                    nodeRoom(chargedOnNode));
        }

        /**
         * First one for those at work, then for those that have one, then for the new: one pool of
         * an environment in each cluster comes before a second one anywhere.
         */
        private List<Integer> levels(Wish wish) {
            int need = steady(wish);
            if (further.contains(wish.key())) return List.of(0, 0, 0, need, wish.hold());
            int one = Math.min(1, wish.hold());
            int working = wish.mode() == PoolMode.ACTIVE ? one : 0;
            int present = wish.holding().granted() > 0 ? one : working;
            return List.of(working, present, one, Math.max(one, need), Math.max(one, wish.hold()));
        }

        /**
         * What a pool needs goes up and down by one all the time. Where there is not enough for
         * all, slots would wander with it: for a pool of some size, one more or less is no reason.
         */
        private static int steady(Wish wish) {
            int size = wish.holding().granted();
            boolean close = size >= STEADY_FROM && Math.abs(wish.steady() - size) <= 1;
            return close ? Math.min(size, wish.hold()) : wish.steady();
        }

        private Map<EnvironmentId, Integer> environmentRoom(Map<EnvironmentId, Integer> taken) {
            var room = new HashMap<EnvironmentId, Integer>();
            for (var environment : state.grants().environments().values()) {
                room.put(
                        environment.id(),
                        environment.limit() - taken.getOrDefault(environment.id(), 0));
            }
            return room;
        }

        /** A node's capacity, less what it holds of other databases and what is taken of this. */
        private Map<NodeId, Integer> nodeRoom(Map<NodeId, Integer> taken) {
            var here = new HashMap<NodeId, Integer>();
            state.demands()
                    .forEach((pool, demand) -> {
                        var latest = demand.latest();
                        if (latest != null) {
                            here.merge(pool.node(), latest.report().held(), Integer::sum);
                        }
                    });
            var room = new HashMap<NodeId, Integer>();
            for (var node : fleet.nodes().values()) {
                int elsewhere = Math.max(0, node.held() - here.getOrDefault(node.node(), 0));
                room.put(
                        node.node(),
                        node.capacity() - elsewhere - taken.getOrDefault(node.node(), 0));
            }
            return room;
        }

        private void add(EnvironmentId environment, Target target) {
            if (target.isChange()) {
                targets.computeIfAbsent(environment, _ -> new ArrayList<>()).add(target);
            }
        }

        private static int sum(Map<?, Integer> counts) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
