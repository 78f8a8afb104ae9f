package dev.weir.sim;

import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.Holding;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node dies, and another one, which would be the first to be asked to end its sessions, speaks on
 * and cannot reach the database. All else is well, and there are few requests: whoever can reach
 * the database has a connection for it.
 */
final class Loss {
    /** Until requests that still wait have been served. */
    private static final Duration CALM = Duration.ofSeconds(15);

    /** L3, by any clock but the dead node's. */
    private static final Duration FREE_WITHIN = Duration.ofSeconds(10);

    /**
     * By then it is suspect, and its cluster has another node for the environment, if there is
     * room.
     */
    private static final Duration PLACED_WITHIN = Duration.ofSeconds(4);

    private final World world;

    Loss(World world) {
        this.world = world;
    }

    void run() {
        world.traffic.trickling = true;
        world.prompt = true;
        pass(CALM);
        var lost = richest();
        if (lost.isEmpty()) return;
        var dead = lost.get();
        var cut = cutOff(dead);
        if (cut.isEmpty()) return;
        cut.get().cutFromDatabase = true;
        dead.kill();
        pass(PLACED_WITHIN);
        var able = able(dead, cut.get());
        pass(FREE_WITHIN.minus(PLACED_WITHIN));
        able.forEach((environment, before) -> check(environment, before, dead));
    }

    private void pass(Duration time) {
        world.time.runUntil(world.time.now() + time.toNanos());
    }

    private List<EnvironmentGrants> environments() {
        return world.ledger.get(World.DATABASE).environments().values().stream()
                .sorted(Comparator.comparing(environment -> environment.id().value()))
                .toList();
    }

    /** The node of which most is to be had. */
    private Optional<SimulatedNode> richest() {
        return world.nodes().stream().max(Comparator.comparingInt(this::toBeHad));
    }

    private int toBeHad(SimulatedNode node) {
        return environments().stream()
                .flatMap(environment -> environment.holding(node.life).stream())
                .mapToInt(holding -> Math.max(0, holding.charged() - Holding.FLOOR))
                .sum();
    }

    /** Whoever holds most beside it, where there is something to be had. */
    private Optional<SimulatedNode> cutOff(SimulatedNode dead) {
        return environments().stream()
                .filter(environment -> charged(environment, dead) > Holding.FLOOR)
                .flatMap(environment -> environment.holdings().stream())
                .filter(holding -> !holding.node().equals(dead.id))
                .max(Comparator.comparingInt(Holding::granted))
                .flatMap(holding -> Optional.ofNullable(world.node(holding.node())));
    }

    /** The environments of which others still can end sessions, and who they are. */
    private Map<EnvironmentGrants, Set<Holding>> able(SimulatedNode dead, SimulatedNode cut) {
        var able = new LinkedHashMap<EnvironmentGrants, Set<Holding>>();
        for (var environment : environments()) {
            var others =
                    environment.holdings().stream()
                            .filter(holding -> holding.granted() > 0)
                            .filter(holding -> !holding.node().equals(dead.id))
                            .filter(holding -> !holding.node().equals(cut.id))
                            .collect(Collectors.toUnmodifiableSet());
            if (!others.isEmpty()) able.put(environment, others);
        }
        return able;
    }

    private void check(EnvironmentGrants before, Set<Holding> able, SimulatedNode dead) {
        var now = world.ledger.get(World.DATABASE).environment(before.id()).orElseThrow();
        boolean stillAble =
                able.stream()
                        .anyMatch(holding ->
                                now.holding(holding.life())
                                        .filter(same -> same.granted() > 0)
                                        .isPresent());
        if (stillAble && charged(now, dead) > Holding.FLOOR) {
            throw world.invariants.broken(
                    "L3 %s after %s died, its slots are charged still: %s"
                            .formatted(FREE_WITHIN, dead.id, now));
        }
    }

    private static int charged(EnvironmentGrants environment, SimulatedNode node) {
        return environment.holding(node.life).map(Holding::charged).orElse(0);
    }
}
