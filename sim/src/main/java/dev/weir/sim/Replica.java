package dev.weir.sim;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.PoolKey;
import dev.weir.control.fleet.SilencePolicy;
import dev.weir.control.management.StoreFault;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.Decision;
import dev.weir.control.replica.ControlStore;
import dev.weir.control.replica.ControllerReplica;
import dev.weir.control.replica.Timing;
import dev.weir.control.replica.Witness;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One replica of the controller: the production {@link ControllerReplica}, over a store that is out
 * of reach now and then, and that may answer only after other replicas have gone on.
 */
final class Replica {
    private final World world;
    private final Random random;
    private final ControllerReplica steering;
    private final List<Runnable> held = new ArrayList<>();
    private ControlStore.PartitionLease owned = new ControlStore.PartitionLease("", 0, 0, 0);
    private long effects;
    private boolean owner;
    boolean paused;
    boolean dead;
    boolean deaf;
    final Set<NodeId> unheard = new HashSet<>();

    Replica(World world, Controller controller) {
        this.world = world;
        this.random = new Random(world.random.nextLong());
        this.steering =
                new ControllerReplica(
                        unreliable(world.ledger),
                        (state, event) -> decide(controller, state, event),
                        lease -> {
                            effects++;
                            world.leased(this, lease);
                        },
                        world.time::now,
                        timing(world.mutant),
                        _ -> owner ? Optional.of(owned) : Optional.empty(),
                        Witness.NONE);
        attempt(steering::start);
        tick();
        read();
        var _ = new SimulatedPublisher(world, this);
    }

    private static Timing timing(Mutant mutant) {
        if (mutant != Mutant.REAP_NEVER_HANDED_ON) return Timing.DEFAULTS;
        var silence = SilencePolicy.DEFAULTS;
        return new Timing(
                Timing.DEFAULTS.lease(),
                new SilencePolicy(
                        silence.withholdAfter(),
                        silence.suspectAfter(),
                        silence.reapAfter(),
                        silence.leaseOver(),
                        silence.vanishAfter(),
                        Duration.ofDays(1),
                        silence.settledAfter()),
                Timing.DEFAULTS.tick());
    }

    /** What happened to a pool may be told again: then it leads to nothing more. */
    private Decision decide(Controller controller, DatabaseState state, ControllerEvent event) {
        var decision = controller.decide(state, event);
        switch (event) {
            case ControllerEvent.Reaped(var fleet, var environment, var life, _) ->
                    again(controller, decision.state(), event, fleet, environment, life);
            case ControllerEvent.Requested(var fleet, var environment, var life, _) ->
                    again(controller, decision.state(), event, fleet, environment, life);
            default -> {}
        }
        return Mistakes.decide(world.mutant, decision, event);
    }

    /** Told again it leads to what a report of an order leads to that nobody has given. */
    private void again(
            Controller controller,
            DatabaseState state,
            ControllerEvent event,
            Fleet fleet,
            EnvironmentId environment,
            NodeLife life) {
        var noNews = new ControllerEvent.Reaped(fleet, environment, life, Epoch.NONE);
        world.invariants.sameAgain(
                controller.decide(state, event), controller.decide(state, noNews));
    }

    /** It is given the databases; whoever had them may not know of it for a while. */
    void own() {
        run(() ->
                attempt(() -> {
                    owned = world.ledger.own("pool-events", 0);
                    owner = true;
                    steering.ownershipChanged();
                }));
    }

    void disown() {
        run(() -> owner = false);
    }

    void run(Runnable task) {
        if (dead) return;
        if (paused) held.add(task);
        else task.run();
    }

    void resume() {
        paused = false;
        var waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::run);
    }

    /** How it is, for people. */
    String describe() {
        return "owner %s paused %s deaf %s %s silent %d of %d"
                .formatted(
                        owner,
                        paused,
                        deaf,
                        unheard,
                        steering.fleet().silentNodes(Timing.DEFAULTS.silence().suspectAfter()),
                        steering.fleet().censusSize());
    }

    /** Whether it holds that a pool should not grow. */
    boolean knowsKnee(PoolKey pool) {
        return steering.states().values().stream()
                .anyMatch(state -> state.demand(pool).knee() != null);
    }

    private void tick() {
        world.time.after(
                Timing.DEFAULTS.tick(),
                () ->
                        run(() -> {
                            attempt(steering::tick);
                            tick();
                        }));
    }

    void hear(NodeHeartbeat heartbeat) {
        if (deaf || unheard.contains(heartbeat.node())) return;
        run(() ->
                attempt(() -> {
                    if (!isRepeated(heartbeat)) {
                        steering.hear(heartbeat);
                        return;
                    }
                    long before = effects;
                    steering.hear(
                            world.mutant == Mutant.COUNT_REPEATED_HEARTBEATS
                                    ? asNew(heartbeat)
                                    : heartbeat);
                    world.invariants.unanswered(heartbeat, before, effects);
                }));
    }

    private boolean isRepeated(NodeHeartbeat heartbeat) {
        var known = steering.fleet().nodes().get(heartbeat.node());
        return known != null
                && known.incarnation().equals(heartbeat.incarnation())
                && known.sequence() >= heartbeat.sequence();
    }

    /** The mistake: it passes for one that was not heard yet. */
    private NodeHeartbeat asNew(NodeHeartbeat heartbeat) {
        return new NodeHeartbeat(
                heartbeat.life(),
                heartbeat.region(),
                heartbeat.cluster(),
                heartbeat.endpoint(),
                Objects.requireNonNull(steering.fleet().nodes().get(heartbeat.node())).sequence()
                        + 1,
                heartbeat.term(),
                heartbeat.capacity(),
                heartbeat.draining(),
                heartbeat.pools());
    }

    /** Reads what happened to pools, from where the store has it. */
    private void read() {
        world.time.after(
                20_000_000,
                () ->
                        run(() -> {
                            attempt(this::readOne);
                            read();
                        }));
    }

    private void readOne() {
        if (!owner || deaf) return;
        while (owned.next() < world.poolEvents.size()) {
            PoolEvent event = world.poolEvents.get((int) owned.next());
            var outcome =
                    steering.happened(event, new ControlStore.Progress(owned, owned.next() + 1));
            if (outcome instanceof ControlStore.Outcome.Fenced) {
                owner = false;
                return;
            }
            owned = owned.at(owned.next() + 1);
        }
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (StoreFault _) {
            // The production loop logs it and goes on; an event is read again.
            if (owner) owned = resumed();
        }
    }

    /** After a fault the reader asks where it stands, if it still is its place. */
    private ControlStore.PartitionLease resumed() {
        return world.ledger.standing(owned);
    }

    /** A commit's answer may be lost, or take so long that others go on meanwhile. */
    private ControlStore unreliable(SimulatedLedger ledger) {
        return (ControlStore)
                Proxy.newProxyInstance(
                        ControlStore.class.getClassLoader(),
                        new Class<?>[] {ControlStore.class},
                        (_, method, arguments) -> {
                            boolean commit = method.getName().equals("commit");
                            if (world.storeDown) throw SimulatedLedger.fault();
                            if (commit && random.nextInt(200) == 0) standStill();
                            if (commit) maybeCrash();
                            try {
                                var result = method.invoke(ledger, arguments);
                                if (commit) {
                                    effects++;
                                    maybeCrash();
                                }
                                if (commit && world.faulty && random.nextInt(100) == 0) {
                                    throw SimulatedLedger.fault();
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /** It dies before its commit, or after it and before it knows of it. */
    private void maybeCrash() {
        if (!world.faulty || dead || random.nextInt(500) > 0) return;
        world.crashed(this);
        throw SimulatedLedger.fault();
    }

    /** Paused between what it decided and its commit. */
    private void standStill() {
        if (!world.faulty || world.nested > 1) return;
        world.nested++;
        paused = true;
        world.time.runUntil(world.time.now() + random.nextLong(20_000_000_000L));
        paused = false;
        world.nested--;
        // What came meanwhile is done after the commit.
        world.time.after(0, this::resume);
    }
}
