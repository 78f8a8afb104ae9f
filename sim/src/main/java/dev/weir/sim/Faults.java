package dev.weir.sim;

import dev.weir.control.plan.ControllerEvent;
import dev.weir.events.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What goes wrong: one thing after the other, each for a while, several at once. */
final class Faults {
    private static final long SECOND = 1_000_000_000;

    private final World world;
    private final Random random;
    private final Set<Integer> skipped;
    private final List<String> struck = new ArrayList<>();

    /**
     * Faults of a world.
     *
     * @param skipped the numbers of those left out
     */
    Faults(World world, Set<Integer> skipped) {
        this.world = world;
        this.random = world.random;
        this.skipped = skipped;
    }

    /** Those so far, for people. */
    List<String> struck() {
        return struck;
    }

    /** From now on. */
    void begin() {
        strike(0);
    }

    private void strike(int number) {
        world.time.after(
                SECOND / 2 + random.nextLong(6 * SECOND),
                () -> {
                    if (!world.faulty) return;
                    var choice = new Random(random.nextLong());
                    if (!skipped.contains(number)) fault(number, choice);
                    strike(number + 1);
                });
    }

    private void fault(int number, Random choice) {
        var nodes = List.copyOf(world.nodes());
        var node = nodes.get(choice.nextInt(nodes.size()));
        long length = SECOND / 3 + choice.nextLong((choice.nextBoolean() ? 5 : 40) * SECOND);
        String what =
                switch (choice.nextInt(14)) {
                    case 0, 1, 2 -> pause(node, length);
                    case 3, 4 -> kill(node, length, choice);
                    case 5 -> {
                        node.cutFromGrants = true;
                        world.time.after(length, () -> node.cutFromGrants = false);
                        yield "no grants reach " + node.id;
                    }
                    case 6 -> cutFromLog(node, length, choice);
                    case 7 -> {
                        node.cutFromDatabase = true;
                        world.time.after(length, () -> node.cutFromDatabase = false);
                        yield "cut " + node.id + " from the database";
                    }
                    case 8, 9, 10 -> world.failController(choice, length);
                    case 11 -> {
                        var other = nodes.get(choice.nextInt(nodes.size()));
                        world.traffic.cut(node.id, other.id, length);
                        yield "nothing comes from " + node.id + " to " + other.id;
                    }
                    case 12 -> {
                        world.storeDown = true;
                        world.outbox.endAll();
                        world.time.after(length / 4, () -> world.storeDown = false);
                        yield "the store is out of reach";
                    }
                    default -> {
                        int limit = 2 + choice.nextInt(14);
                        world.change(fleet -> new ControllerEvent.LimitSet(fleet, limit, 0));
                        yield "limit " + limit;
                    }
                };
        struck.add(
                "#%d at %.1f s for %.1f s: %s"
                        .formatted(number, world.time.now() / 1e9, length / 1e9, what));
    }

    private String pause(SimulatedNode node, long length) {
        node.paused = true;
        world.time.after(length, node::resume);
        return "pause " + node.id;
    }

    private String kill(SimulatedNode node, long length, Random choice) {
        if (node.dead) return "nothing";
        node.kill();
        boolean told = choice.nextInt(4) == 0;
        if (told) world.time.after(length / 2, () -> world.ledger.declareEnded(node.life));
        world.time.after(length, () -> world.restart(node.id));
        if (choice.nextBoolean()) flap(node.id, length, choice);
        return "kill " + node.id + (told ? ", and an operator says so" : "");
    }

    /** Its next life dies when it has hardly spoken. */
    private void flap(NodeId id, long start, Random choice) {
        long spoken = choice.nextLong(3 * SECOND);
        long again = choice.nextLong(4 * SECOND);
        world.time.after(
                start + spoken,
                () -> {
                    var life = world.node(id);
                    if (!world.faulty || life == null || life.dead || life.paused) return;
                    life.kill();
                    world.time.after(again, () -> world.restart(id));
                });
    }

    private String cutFromLog(SimulatedNode node, long length, Random choice) {
        node.cutFromLog = true;
        node.cutFromGrants = true;
        world.time.after(length, () -> node.cutFromLog = false);
        // It speaks again before it has read what it missed.
        long behind = choice.nextLong(4 * SECOND);
        world.time.after(length + behind, () -> node.cutFromGrants = false);
        return "cut " + node.id + " from the log";
    }
}
