package dev.weir.sim;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.Holding;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.PoolMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold after every event, and what must have come about a while after the last fault. */
final class Invariants {
    private static final int MOST_WAITING = 4_000;

    /** Of an environment. Load is random, but sizes do not go up and down with it all the time. */
    private static final int MOST_CHANGES_A_MINUTE = 12;

    private static final Duration GROWTH = Duration.ofSeconds(3);

    /** Until a node has said that its pool is short, and until it has heard of its growth. */
    private static final Duration SAYING = Duration.ofMillis(1_500);

    /** A node's clock may be a tenth fast, and its word a while on its way. */
    private static final Duration IDLE_AT_LEAST = Duration.ofSeconds(320);

    private final World world;
    private final Map<SimulatedNode, Map<EnvironmentId, Lack>> shortages = new HashMap<>();
    private long checked = -1;
    private long changes;

    /** A pool that has too little, with what it has. */
    private record Lack(long since, int size) {}

    Invariants(World world) {
        this.world = world;
    }

    /** After every event. */
    void check() {
        var grants = world.ledger.get(World.DATABASE);
        long mark = world.database.changes + world.openings + grants.version();
        if (mark == checked) return;
        checked = mark;
        if (world.database.open() > grants.limit().effective()) {
            throw new Violation(
                    "S1 at %.1f s: %d connections open, %s; %s"
                            .formatted(
                                    world.time.now() / 1e9,
                                    world.database.open(),
                                    grants.limit(),
                                    world.database.names()));
        }
        if (grants.charged() + grants.limit().reserve() > grants.limit().effective()) {
            throw new Violation("S2 charged " + grants.charged() + " of " + grants.limit());
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
                        .flatMap(of -> of.holding(node.id, node.life))
                        .map(Holding::charged)
                        .orElse(0);
        if (open + opening > charged) {
            throw new Violation(
                    "S3 node %s has %d open and %d opening for %s, charged %d"
                            .formatted(node.id, open, opening, environment, charged));
        }
    }

    /** With every commit: nothing is put to sleep that was asked for in the last six minutes. */
    void committed(DatabaseGrants before, DatabaseGrants after) {
        for (var environment : after.environments().values()) {
            for (var now : environment.holdings()) {
                var was =
                        before.environment(environment.id())
                                .flatMap(of -> of.holding(now.node(), now.incarnation()));
                if (was.isEmpty()) continue;
                if (was.get().granted() != now.granted()) changes++;
                boolean asleep =
                        was.get().pool() == PoolMode.ACTIVE
                                && now.pool() == PoolMode.DORMANT
                                && now.granted() > 0
                                && now.reaping() == null;
                long rested = world.traffic.restedFor(now.node(), environment.id());
                if (asleep && rested < IDLE_AT_LEAST.toNanos()) {
                    throw new Violation(
                            "S13 %s on %s put to sleep %.1f s after a request"
                                    .formatted(environment.id(), now.node(), rested / 1e9));
                }
            }
        }
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
                                        throw new Violation(
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
            throw new Violation("L5 the limit is not reached: " + grants.limit());
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
                throw new Violation("L1 in " + clusters + " clusters: " + grants);
            }
        }
        if (changes > (long) MOST_CHANGES_A_MINUTE * grants.environments().size()) {
            throw new Violation("L6 sizes changed " + changes + " times in a minute");
        }
        long waiting = world.traffic.open();
        if (waiting > MOST_WAITING) throw new Violation("L7 " + waiting + " requests wait");
    }

    private void checkLife(EnvironmentGrants environment, Holding holding) {
        var node = world.node(holding.node());
        if (node == null || !node.life.equals(holding.incarnation())) {
            throw new Violation("L3 a dead life still holds " + holding);
        }
        if (holding.reaping() != null) {
            throw new Violation(
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
            throw new Violation(
                    "L2 " + world.database.open() + " connections open without a request");
        }
        if (world.traffic.open() > 0) {
            throw new Violation("S12 " + world.traffic.open() + " requests have no end");
        }
        for (var environment : world.ledger.get(World.DATABASE).environments().values()) {
            var told = world.told(environment.id());
            if (told != null && !held(told).equals(held(environment.toFact(World.DATABASE)))) {
                throw new Violation("L8 the log tells " + told + " of " + environment);
            }
        }
    }

    /** What is given back whole is forgotten without being told. */
    private static List<Grant> held(Granted granted) {
        return granted.grants().stream().filter(grant -> grant.size() > 0).toList();
    }
}
