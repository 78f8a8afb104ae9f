package dev.weir.sim;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.Holding;
import dev.weir.control.plan.Decision;
import dev.weir.data.grant.OwnGrant;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.PoolMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold after every event, and what must have come about a while after the last fault. */
final class Invariants {
    private static final int MOST_WAITING = 4_000;

    /** Of an environment. Load is random, but sizes do not go up and down with it all the time. */
    private static final int MOST_CHANGES_A_MINUTE = 12;

    private static final Duration GROWTH = Duration.ofSeconds(3);

    /** Until a node has said that its pool is short, and until it has heard of its growth. */
    private static final Duration SAYING = Duration.ofMillis(1_500);

    /** For so long the controller need not know that a pool's rest is over. */
    private static final Duration LATELY = Duration.ofSeconds(5);

    private final World world;
    private final Map<SimulatedNode, Map<EnvironmentId, Lack>> shortages = new HashMap<>();
    private @Nullable Violation first;
    private long checked = -1;
    private long changes;

    /** A pool that has too little, with what it has. */
    private record Lack(long since, int size) {}

    Invariants(World world) {
        this.world = world;
    }

    /**
     * Something that must hold does not. What throws it may be called back by somebody who catches
     * everything, so it is kept, and thrown again after the event.
     */
    Violation broken(String what) {
        var violation = new Violation(what);
        if (first == null) first = violation;
        return first;
    }

    /** S8: an offset is read once, with what it led to. */
    void appliedOnce(Set<Long> applied, long offset) {
        if (!applied.add(offset)) throw broken("S8 offset " + offset + " applied twice");
    }

    /** S10: what was committed of an environment is in the outbox, or has been. */
    void outboxIsCurrent(DatabaseGrants committed) {
        for (var environment : committed.environments().values()) {
            var newest = newest(environment.id());
            long told = newest == null ? 0 : newest.epoch().value();
            if (told != environment.epoch().value()) {
                throw broken(
                        "S10 the outbox has epoch %d of %s, the store %s"
                                .formatted(told, environment.id(), environment.epoch()));
            }
            // Mistakes in what is decided are made in the state alone; others are to find them.
            if (newest != null && !Mistakes.falsifies(world.mutant)) {
                checkTold(environment, newest);
            }
        }
    }

    /** S8: the state is the fold of what was told. */
    private void checkTold(EnvironmentGrants environment, Granted newest) {
        if (!isOf(newest, environment)) {
            throw broken("S8 told " + newest + " of " + environment);
        }
    }

    private static boolean isOf(Granted granted, EnvironmentGrants environment) {
        return sizes(granted).equals(sizes(environment.toFact(World.DATABASE)));
    }

    private static Map<NodeId, Integer> sizes(Granted granted) {
        var sizes = new HashMap<NodeId, Integer>();
        for (var grant : granted.grants()) sizes.merge(grant.node(), grant.size(), Integer::sum);
        sizes.values().removeIf(size -> size == 0);
        return sizes;
    }

    /** The newest of an environment in log and outbox. */
    private @Nullable Granted newest(EnvironmentId environment) {
        var newest = world.log.last(environment);
        for (var fact : world.outbox.waiting()) {
            if (fact instanceof Granted granted
                    && granted.environment().equals(environment)
                    && (newest == null || !newest.epoch().isAfter(granted.epoch()))) {
                newest = granted;
            }
        }
        return newest;
    }

    /** S10: what is in the log was committed. S8: its last word of a key is the newest told. */
    void told(Granted granted) {
        var environment =
                world.ledger.get(World.DATABASE).environment(granted.environment()).orElse(null);
        if (environment == null
                || granted.epoch().isAfter(environment.epoch())
                || (granted.epoch().equals(environment.epoch())
                        && !Mistakes.falsifies(world.mutant)
                        && !isOf(granted, environment))) {
            throw broken("S10 told but not committed: " + granted);
        }
        var last = world.log.last(granted.environment());
        if (last == null) return;
        boolean older = last.epoch().isAfter(granted.epoch()) && !world.outbox.isWaitingFor(last);
        if (older) {
            throw broken(
                    "S8 the log's last word of %s is of epoch %s, after %s"
                            .formatted(granted.environment(), granted.epoch(), last.epoch()));
        }
    }

    /** S10: nothing is crossed out that the log does not have. */
    void crossedOut(List<Long> ids) {
        for (long id : ids) {
            if (!world.log.has(id)) throw broken("S10 crossed out but not in the log: " + id);
        }
    }

    /** S9: what is heard again, or late, changes nothing. */
    void changedNothing(NodeId node, OwnGrant before, @Nullable OwnGrant after) {
        if (!before.equals(after)) {
            throw broken("S9 on %s a repeated record made %s of %s".formatted(node, after, before));
        }
    }

    /** S9: what happened is told again, and leads to no more than anything that is no news. */
    void sameAgain(Decision again, Decision noNews) {
        if (!again.commands().equals(noNews.commands())
                || !again.state().grants().equals(noNews.state().grants())) {
            throw broken("S9 told again, led to " + again.commands());
        }
    }

    /** S9: a repeated heartbeat is not answered, and nothing is written. */
    void unanswered(NodeHeartbeat heartbeat, long before, long after) {
        if (before != after) {
            throw broken(
                    "S9 heartbeat %d of %s counted twice"
                            .formatted(heartbeat.sequence(), heartbeat.node()));
        }
    }

    /** After every event. */
    void check() {
        if (first != null) throw first;
        var grants = world.ledger.get(World.DATABASE);
        long mark = world.database.changes + world.openings + grants.version();
        if (mark == checked) return;
        checked = mark;
        if (world.database.open() > grants.limit().effective()) {
            throw broken(
                    "S1 at %.1f s: %d connections open, %s; %s"
                            .formatted(
                                    world.time.now() / 1e9,
                                    world.database.open(),
                                    grants.limit(),
                                    world.database.names()));
        }
        if (grants.charged() + grants.limit().reserve() > grants.limit().effective()) {
            throw broken("S2 charged " + grants.charged() + " of " + grants.limit());
        }
        for (var node : world.nodes()) {
            for (var environment : node.pools().keySet()) check(grants, node, environment);
        }
    }

    private void check(DatabaseGrants grants, SimulatedNode node, EnvironmentId environment) {
        if (node.dead) return;
        long open = world.database.open(node.prefix(environment));
        int opening = node.connecting(environment);
        if (open + opening == 0) return;
        int charged =
                grants.environment(environment)
                        .flatMap(of -> of.holding(node.life))
                        .map(Holding::charged)
                        .orElse(0);
        if (open + opening > charged) {
            throw broken(
                    "S3 node %s has %d open and %d opening for %s, charged %d"
                            .formatted(node.id, open, opening, environment, charged));
        }
    }

    /**
     * S7: of a node's lives only the newest counts. Whatever was charged to the one before is free
     * once its sessions were ended.
     */
    void replaced(NodeId node, IncarnationId before, IncarnationId by) {
        if (looksAt("S7") && number(before) > number(by)) {
            throw broken("S7 on %s %s was replaced by %s".formatted(node, before, by));
        }
    }

    /** The world gives lives their numbers in their order. */
    private static long number(IncarnationId life) {
        return Long.parseLong(life.value().substring("life".length()));
    }

    /**
     * S5: with every commit, what a life was charged is free only if it said so of its newest
     * grant, or its sessions were ended.
     */
    private void checkFreed(EnvironmentGrants before, @Nullable EnvironmentGrants after) {
        for (var was : before.holdings()) {
            int charged =
                    Optional.ofNullable(after)
                            .flatMap(of -> of.holding(was.life()))
                            .map(Holding::charged)
                            .orElse(0);
            if (charged >= was.charged()) continue;
            if (!world.evidence.speaksFor(before.id(), was, charged, world.time.now())) {
                throw broken("S5 charged %d only: %s".formatted(charged, was));
            }
        }
    }

    /**
     * Whether a rule is looked at. These find a mistake before it has done any harm: the harm is to
     * be found, too, by the rules that the mistake is about.
     */
    private boolean looksAt(String rule) {
        return world.mutant == Mutant.NONE || world.mutant.isAbout(rule);
    }

    /** With every commit: nothing is put to sleep that has not rested for its idle time-out. */
    void committed(DatabaseGrants before, DatabaseGrants after) {
        if (looksAt("S5")) {
            before.environments()
                    .forEach((id, of) -> checkFreed(of, after.environment(id).orElse(null)));
        }
        for (var environment : after.environments().values()) {
            for (var now : environment.holdings()) {
                var was =
                        before.environment(environment.id()).flatMap(of -> of.holding(now.life()));
                if (was.isEmpty()) continue;
                if (was.get().granted() != now.granted()) changes++;
                boolean asleep =
                        was.get().pool() == PoolMode.ACTIVE
                                && was.get().granted() > 0
                                && now.pool() == PoolMode.DORMANT
                                && now.granted() > 0
                                && now.reaping() == null;
                long rested = world.traffic.restedFor(now.node(), environment.id());
                if (asleep
                        && !world.traffic.wasResting(
                                now.node(), environment.id(), atLeast(world.idle), LATELY)) {
                    throw broken(
                            "S13 %s on %s put to sleep %.1f s after a request: %s, before %s"
                                    .formatted(
                                            environment.id(),
                                            now.node(),
                                            rested / 1e9,
                                            now,
                                            was.get()));
                }
            }
        }
    }

    /** A node's clock may be a tenth fast. */
    static Duration atLeast(Duration idle) {
        return idle.multipliedBy(8).dividedBy(9);
    }

    /** Now and then while all is well: who has too little gets more, if there is any. */
    void checkGrowth() {
        var grants = world.ledger.get(World.DATABASE);
        boolean room =
                grants.limit().effective() == grants.limit().wanted()
                        && grants.charged() + grants.limit().reserve() < grants.limit().effective();
        for (var node : world.nodes()) {
            node.pools()
                    .forEach((environment, pool) -> {
                        var of = shortages.computeIfAbsent(node, _ -> new HashMap<>());
                        pool.stats()
                                .thenAccept(stats -> {
                                    boolean lacks =
                                            room
                                                    && stats.waiting()
                                                            > 3 * Math.max(1, stats.granted())
                                                    && !world.isAtKnee(environment, node);
                                    if (!lacks) {
                                        of.remove(environment);
                                        return;
                                    }
                                    var known = of.get(environment);
                                    if (known == null || stats.granted() > known.size()) {
                                        of.put(
                                                environment,
                                                new Lack(world.time.now(), stats.granted()));
                                        return;
                                    }
                                    long lacking = world.time.now() - known.since();
                                    if (lacking > GROWTH.plus(SAYING).toNanos()) {
                                        throw broken(
                                                "L4 %s on %s waits for growth for %.1f s: %s; %s"
                                                        .formatted(
                                                                environment,
                                                                node.id,
                                                                lacking / 1e9,
                                                                stats,
                                                                grants));
                                    }
                                });
                    });
        }
    }

    /** From now on sizes should change only for a reason. */
    void beginCounting() {
        changes = 0;
    }

    /** A while after all is well, with requests coming: everybody is served. */
    void checkServing() {
        var grants = world.ledger.get(World.DATABASE);
        if (grants.limit().effective() != grants.limit().wanted()) {
            throw broken("L5 the limit is not reached: " + grants.limit());
        }
        boolean roomForAll = grants.limit().grantable() >= 2 * grants.environments().size();
        for (var environment : grants.environments().values()) {
            for (var holding : environment.holdings()) checkLife(environment, holding);
            long clusters =
                    environment.holdings().stream()
                            .filter(holding -> holding.granted() > 0)
                            .map(Holding::cluster)
                            .distinct()
                            .count();
            if (roomForAll && clusters < 2) {
                throw broken("L1 in " + clusters + " clusters: " + grants);
            }
        }
        if (changes > (long) MOST_CHANGES_A_MINUTE * grants.environments().size()) {
            throw broken("L6 sizes changed " + changes + " times in a minute");
        }
        long waiting = world.traffic.open();
        if (waiting > MOST_WAITING) throw broken("L7 " + waiting + " requests wait");
    }

    private void checkLife(EnvironmentGrants environment, Holding holding) {
        var node = world.node(holding.node());
        if (node == null || !node.life.equals(holding.life())) {
            throw broken("L3 a dead life still holds " + holding);
        }
        if (holding.reaping() != null) {
            throw broken(
                    "L3 a living node is still reaped: %s %s %s %s"
                            .formatted(
                                    holding,
                                    environment.epoch(),
                                    node.describe(),
                                    world.describeReplicas()));
        }
    }

    /** Six minutes and more without a request: nothing is open, and the log tells the same. */
    void checkRest() {
        if (world.database.open() > 0) {
            throw broken("L2 " + world.database.open() + " connections open without a request");
        }
        if (world.traffic.open() > 0) {
            throw broken("S12 " + world.traffic.open() + " requests have no end");
        }
        for (var environment : world.ledger.get(World.DATABASE).environments().values()) {
            var told = world.told(environment.id());
            if (told != null && !held(told).equals(held(environment.toFact(World.DATABASE)))) {
                throw broken("L8 the log tells " + told + " of " + environment);
            }
        }
    }

    /** What is given back whole is forgotten without being told. */
    private static List<Grant> held(Granted granted) {
        return granted.grants().stream().filter(grant -> grant.size() > 0).toList();
    }
}
