package dev.weir.sim;

import dev.weir.data.route.Attempts;
import dev.weir.data.route.Ending;
import dev.weir.data.route.Placement;
import dev.weir.data.route.RoutedAttempts;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.sim.SimulatedNode.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Requests of applications: each comes in at any living node, whose production {@link Routes} serve
 * it there or hand it to a peer, over a network that delays, loses and is cut one way. What
 * certainly did not start may be tried elsewhere, and where only a grant is missing a little later;
 * nothing else is.
 */
final class Traffic {
    private static final long SECOND = 1_000_000_000;

    /** As long as a request may wait and work at a peer, and a grace. */
    private static final long PATIENCE = 16 * SECOND;

    /** As long as a request looks for somebody who has a grant. */
    private static final long SEARCH = 10 * SECOND;

    /** How long an environment of a drowsy seed is asked for before it rests. */
    private static final long AWAKE = 8 * SECOND;

    private final World world;
    private final Random random;
    private final Map<SimulatedNode, Set<Journey>> underWay = new HashMap<>();
    private final Set<Way> cut = new HashSet<>();
    private final Map<Place, Long> lastAsked = new HashMap<>();
    private final Map<Place, Long> restEnded = new HashMap<>();
    private long requests;
    boolean loaded = true;
    boolean trickling;

    /** From one node to another: the way back may be another matter. */
    private record Way(NodeId from, NodeId to) {}

    private record Place(NodeId node, EnvironmentId environment) {}

    Traffic(World world) {
        this.world = world;
        this.random = new Random(world.random.nextLong());
    }

    /** Requests of an environment, from now on. */
    void begin(EnvironmentId environment) {
        boolean busy = random.nextInt(3) > 0;
        long pause = busy ? 30_000_000L + random.nextLong(60_000_000) : SECOND;
        ask(environment, pause);
    }

    private void ask(EnvironmentId environment, long pause) {
        long next =
                trickling ? 40 * SECOND + random.nextLong(20 * SECOND) : random.nextLong(2 * pause);
        boolean rests = world.drowsy && world.faulty && random.nextLong(AWAKE) < pause;
        if (rests) next += 15 * SECOND + random.nextLong(30 * SECOND);
        world.time.after(
                next,
                () -> {
                    if (loaded) arrive(environment);
                    ask(environment, pause);
                });
    }

    private void arrive(EnvironmentId environment) {
        var living = world.nodes().stream().filter(node -> !node.dead && !node.paused).toList();
        if (living.isEmpty()) return;
        new Journey(environment, living.get(random.nextInt(living.size()))).begin();
    }

    /** For a while nothing comes from one node to the other. */
    void cut(NodeId from, NodeId to, long length) {
        var way = new Way(from, to);
        cut.add(way);
        world.time.after(length, () -> cut.remove(way));
    }

    void heal() {
        cut.clear();
    }

    /** Requests of living nodes that have no outcome yet. */
    long open() {
        return underWay.values().stream().mapToLong(Set::size).sum();
    }

    /** A node is gone: nobody waits for its answers any more. */
    void gone(SimulatedNode node) {
        underWay.remove(node);
    }

    /** How long nothing was asked for at a node's pool. */
    long restedFor(NodeId node, EnvironmentId environment) {
        var last = lastAsked.get(new Place(node, environment));
        return last == null ? Long.MAX_VALUE : world.time.now() - last;
    }

    /** The same, or of a rest that is over, but lately only: those who look may not know it yet. */
    boolean wasResting(NodeId node, EnvironmentId environment, Duration rest, Duration lately) {
        if (restedFor(node, environment) >= rest.toNanos()) return true;
        var ended = restEnded.get(new Place(node, environment));
        return ended != null && world.time.now() - ended <= lately.toNanos();
    }

    private void asked(Place place) {
        long now = world.time.now();
        var last = lastAsked.put(place, now);
        boolean rested = last == null || now - last >= Invariants.atLeast(world.idle).toNanos();
        if (rested) restEnded.put(place, now);
    }

    /** One request, from where it came in until its one outcome. */
    private final class Journey {
        private final long number = ++requests;
        private final EnvironmentId environment;
        private final SimulatedNode ingress;
        private final Attempts attempts;
        private final long since = world.time.now();
        private int executed;
        private boolean over;

        Journey(EnvironmentId environment, SimulatedNode ingress) {
            this.environment = environment;
            this.ingress = ingress;
            this.attempts = attempts(ingress, environment, this::isReachable);
            underWay.computeIfAbsent(ingress, _ -> new HashSet<>()).add(this);
        }

        void begin() {
            perform(attempts.begin(ingress.hasRoom(environment)));
        }

        /** Connections to a peer are known to be broken a while after the way was cut. */
        private boolean isReachable(NodeLife life) {
            var peer = world.find(life);
            return peer != null && !(isCut(ingress, peer) && random.nextBoolean());
        }

        private void perform(Placement step) {
            switch (step) {
                case Placement.Here() -> here();
                case Placement.Peer(var life) -> there(life);
                case Placement.Wait(var looks) -> {
                    if (world.time.now() - since >= SEARCH) outcome("refused");
                    else ingress.after(Attempts.pause(looks).toNanos(), this::look);
                }
                case Placement.Refuse() -> outcome("refused");
            }
        }

        private void look() {
            perform(attempts.check(ingress.hasRoom(environment)));
        }

        private void notStarted(boolean passes) {
            end(new Ending.NotStarted());
            perform(attempts.refused(passes));
        }

        private void here() {
            execute(ingress)
                    .thenAccept(served -> {
                        switch (served) {
                            case SERVED -> {
                                end(new Ending.Answered(-1));
                                outcome("answered");
                            }
                            case TOO_LATE -> {
                                end(new Ending.NotStarted());
                                outcome("refused");
                            }
                            case WITHOUT_GRANT, REFUSED ->
                                    notStarted(served == Service.WITHOUT_GRANT);
                        }
                    });
        }

        private void there(NodeLife life) {
            var peer = world.find(life);
            if (peer == null || peer.dead) {
                notStarted(true); // no connection
                return;
            }
            var leg = new Leg();
            ingress.after(PATIENCE, leg::lost);
            send(ingress, peer, () -> arrived(peer, leg));
        }

        private void arrived(SimulatedNode peer, Leg leg) {
            var theirs = attempts(peer, environment, _ -> false);
            var _ = theirs.begin(true); // what a peer handed on is served here, or refused
            execute(peer)
                    .thenAccept(served -> {
                        var ending =
                                served == Service.SERVED
                                        ? new Ending.Answered(-1)
                                        : new Ending.NotStarted();
                        int load = theirs.ended(ending);
                        send(peer, ingress, () -> leg.answered(served, load));
                    });
        }

        private CompletionStage<Service> execute(SimulatedNode by) {
            // What a pool without a grant refuses is no use of it.
            if (by.holds(environment)) {
                asked(new Place(by.id, environment));
            }
            long takes = 5_000_000L + random.nextLong(400_000_000);
            return by.serve(environment, takes, this::onConnection);
        }

        /** The statement begins, on a connection. */
        private void onConnection(String name) {
            if (!name.startsWith("weir/" + environment + "/")) {
                throw world.invariants.broken("S11 a request of " + environment + " got " + name);
            }
            if (++executed > 1)
                throw world.invariants.broken("S12 request " + number + " ran twice");
        }

        private void end(Ending ending) {
            var _ = attempts.ended(ending);
        }

        private void outcome(String what) {
            if (over)
                throw world.invariants.broken(
                        "S12 request " + number + " has a second end: " + what);
            over = true;
            underWay.getOrDefault(ingress, Set.of()).remove(this);
        }

        /** The request at one peer. */
        private final class Leg {
            private boolean ended;

            void answered(Service served, int load) {
                if (ended || over) return;
                ended = true;
                if (served == Service.SERVED) {
                    end(new Ending.Answered(load));
                    outcome("answered");
                } else {
                    notStarted(served == Service.WITHOUT_GRANT);
                }
            }

            /** Whether it took effect is not known. */
            void lost() {
                if (ended || over) return;
                ended = true;
                end(new Ending.Failed());
                if (world.mutant == Mutant.TRY_AGAIN_WHAT_MAY_HAVE_RUN) {
                    perform(attempts.refused(false));
                } else outcome("unknown");
            }
        }
    }

    private Attempts attempts(
            SimulatedNode node, EnvironmentId environment, Predicate<NodeLife> reachable) {
        return new RoutedAttempts(node.routes, environment, random::nextLong, reachable);
    }

    private boolean isCut(SimulatedNode from, SimulatedNode to) {
        return cut.contains(new Way(from.id, to.id));
    }

    /** A message between nodes: late, lost, or never, and in no order. */
    private void send(SimulatedNode from, SimulatedNode to, Runnable arrival) {
        if (isCut(from, to) || (world.faulty && random.nextInt(300) == 0)) return;
        boolean slow = world.faulty && random.nextInt(50) == 0;
        long trip = 200_000 + random.nextLong(slow ? SECOND : 2_000_000);
        world.time.after(trip, () -> to.run(arrival));
    }
}
