package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;

/**
 * Two clusters of two nodes in virtual time: requests arrive at all four alike and at random, each
 * node routes them with a router of its own, and serves what it is given with a pool of some
 * connections and a queue. The same run with an ideal router, which knows everything about every
 * node at the moment of each request, says what could be had.
 */
final class RouterSim {
    static final int CONNECTIONS = 10;
    private static final double HOP_NANOS = 300_000;
    private static final double SERVICE_NANOS = 2_000_000;
    private static final String[] CLUSTERS = {"a", "a", "b", "b"};

    private final Random random;
    private final boolean ideal;
    private final double[] slowness;
    private final Server[] servers = new Server[CLUSTERS.length];
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Double> latencies = new ArrayList<>();
    private final int[] served = new int[CLUSTERS.length];
    private long sequence;

    private record Event(double at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Double.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private record Request(double arrived, int ingress, boolean counted) {}

    /** What a run came to. */
    record Result(double p50Millis, double p99Millis, List<Double> shares) {
        double shareOfFirstCluster() {
            return shares.get(0) + shares.get(1);
        }

        @Override
        public String toString() {
            return "p50 %.2f ms, p99 %.2f ms, shares %s".formatted(p50Millis, p99Millis, shares);
        }
    }

    private static final class Server {
        final Router router;
        final Queue<Runnable> queue = new ArrayDeque<>();
        int busy;

        Server(Router router) {
            this.router = router;
        }
    }

    private RouterSim(long seed, boolean ideal, double[] slowness) {
        random = new Random(seed);
        this.ideal = ideal;
        this.slowness = slowness.clone();
        var all = new ArrayList<Candidate>();
        for (int i = 0; i < servers.length; i++) all.add(candidate(i));
        for (int i = 0; i < servers.length; i++) {
            var own = all.get(i);
            var router = new Router(own.life(), own.cluster(), RouterSettings.DEFAULTS, 0);
            router.route(0, all);
            servers[i] = new Server(router);
        }
    }

    /**
     * Runs.
     *
     * @param utilisation of what all nodes could serve if none were slow
     * @param slowness how many times longer each node takes
     */
    static Result run(
            long seed, boolean ideal, double utilisation, int requests, double... slowness) {
        return new RouterSim(seed, ideal, slowness).run(utilisation, requests);
    }

    private static Candidate candidate(int index) {
        return new Candidate(
                new NodeLife(new NodeId("n" + index), new IncarnationId("life1")),
                new ClusterId(CLUSTERS[index]),
                CONNECTIONS);
    }

    private Result run(double utilisation, int requests) {
        double perNano = utilisation * servers.length * CONNECTIONS / SERVICE_NANOS;
        double at = 0;
        int warmUp = requests / 4; // a slow node has to be found out first
        for (int i = 0; i < warmUp + requests; i++) {
            at += -Math.log(1 - random.nextDouble()) / perNano;
            var request = new Request(at, random.nextInt(servers.length), i >= warmUp);
            schedule(at, () -> arrive(request));
        }
        for (var event = events.poll(); event != null; event = events.poll()) event.action.run();
        var sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        var shares =
                Arrays.stream(served).mapToObj(count -> (double) count / sorted.length).toList();
        return new Result(
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                shares);
    }

    private void arrive(Request request) {
        double now = request.arrived;
        if (ideal) {
            serve(now, best(request.ingress), request, () -> {});
            return;
        }
        var router = servers[request.ingress].router;
        switch (router.choose((long) now, random.nextLong(), _ -> true)) {
            case Choice.Here(var ticket) ->
                    serve(now, request.ingress, request, () -> end(router, ticket, -1));
            case Choice.There(var life, var ticket) -> {
                int there = Integer.parseInt(life.node().value().substring(1));
                var theirs = servers[there].router;
                var arrived = new Ticket[1];
                schedule(
                        now + HOP_NANOS,
                        () -> {
                            arrived[0] = theirs.arrived((long) this.now);
                            serve(
                                    this.now,
                                    there,
                                    request,
                                    () -> {
                                        var ticketThere = arrived[0];
                                        if (ticketThere != null) end(theirs, ticketThere, -1);
                                        int load = theirs.load();
                                        schedule(
                                                this.now + HOP_NANOS,
                                                () -> end(router, ticket, load));
                                    });
                        });
            }
            case Choice.Nowhere() -> throw new AssertionError("all can be reached");
        }
    }

    private double now;

    private void end(Router router, Ticket ticket, int load) {
        router.ended((long) now, ticket, new Ending.Answered(load), random.nextLong());
    }

    /** Whoever answers first, knowing what everybody has to do. */
    private int best(int ingress) {
        int best = ingress;
        double lowest = Double.MAX_VALUE;
        for (int i = 0; i < servers.length; i++) {
            double waiting =
                    Math.max(0, servers[i].busy + servers[i].queue.size() + 1 - CONNECTIONS);
            double expected = slowness[i] * SERVICE_NANOS * (1 + waiting / CONNECTIONS);
            if (expected < lowest || (expected == lowest && i == ingress)) {
                best = i;
                lowest = expected;
            }
        }
        return best;
    }

    private void serve(double at, int by, Request request, Runnable ended) {
        var server = servers[by];
        Runnable work =
                () -> {
                    double takes =
                            slowness[by] * -Math.log(1 - random.nextDouble()) * SERVICE_NANOS;
                    schedule(
                            now + takes,
                            () -> {
                                if (request.counted) {
                                    latencies.add(
                                            now
                                                    + (by == request.ingress ? 0 : HOP_NANOS)
                                                    - request.arrived);
                                    served[by]++;
                                }
                                ended.run();
                                server.busy--;
                                next(server);
                            });
                };
        server.queue.add(work);
        now = at;
        next(server);
    }

    private static void next(Server server) {
        while (server.busy < CONNECTIONS && !server.queue.isEmpty()) {
            server.busy++;
            server.queue.remove().run();
        }
    }

    private void schedule(double at, Runnable action) {
        events.add(
                new Event(
                        at,
                        sequence++,
                        () -> {
                            now = at;
                            action.run();
                        }));
    }
}
