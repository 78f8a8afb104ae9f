package dev.weir.sim;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Limit;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.SilencePolicy;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.PoolEvent;
import dev.weir.events.PoolReport;
import dev.weir.events.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Four nodes in two clusters, two replicas of the controller, a log, a store and a database. */
final class World {
    static final RegionId REGION = new RegionId("sim");
    static final DatabaseId DATABASE = new DatabaseId("db1");
    private static final long SECOND = 1_000_000_000;

    /** Coming to rest takes long even in virtual time: not every seed waits for it. */
    private static final int REST_EVERY = 8;

    /** What a log that was out of reach for a while may still bring. */
    private static final long VERY_LATE = 60 * SECOND;

    private static final Duration IDLE = Duration.ofMinutes(6);

    final Random random;
    final Mutant mutant;
    final Timeline time = new Timeline(this::check);
    final SimulatedDatabase database;
    final SimulatedLedger ledger;
    final List<PoolEvent> poolEvents = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final Set<Integer> skipped;
    private final Controller controller = new Controller(ScalingPolicy.DEFAULTS);
    private final Map<NodeId, SimulatedNode> nodes = new LinkedHashMap<>();
    private final Map<EnvironmentId, Granted> folded = new LinkedHashMap<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<EnvironmentId> environments = new ArrayList<>();
    private final long seed;
    private long checked = -1;
    private int lives;
    private int requests;
    private int outcomes;
    private int lost;
    private boolean loaded = true;
    boolean faulty = true;
    boolean storeDown;
    int nested;
    long openings;

    World(long seed, Mutant mutant, Set<Integer> skipped) {
        this.random = new Random(seed * 0x9e3779b97f4a7c15L);
        this.seed = seed;
        this.mutant = mutant;
        this.skipped = skipped;
        this.database = new SimulatedDatabase(time, new Random(random.nextLong()));
        this.ledger = new SimulatedLedger(mutant);
    }

    /** A while of faults, then one without, then checks that everything has come to rest. */
    void run() {
        begin();
        time.runUntil(100 * SECOND);
        heal();
        time.runUntil(190 * SECOND);
        checkServing();
        if (seed % REST_EVERY != 0) return;
        loaded = false;
        time.runUntil(190 * SECOND + Duration.ofMinutes(7).plusSeconds(45).toNanos());
        checkRest();
    }

    private void begin() {
        int limit = 3 + random.nextInt(12);
        ledger.put(DatabaseGrants.of(DATABASE, Limit.of(limit, random.nextInt(2))));
        for (int i = 0; i < 2; i++) replicas.add(new Replica(this, controller));
        replicas.getFirst().own();
        for (var name : List.of("a1", "a2", "b1", "b2")) start(new NodeId(name));
        int count = 1 + random.nextInt(3);
        for (int i = 1; i <= count; i++) {
            var id = new EnvironmentId("env" + i);
            environments.add(id);
            change(fleet ->
                    new ControllerEvent.Defined(
                            fleet, id, Standing.ACTIVE, Integer.MAX_VALUE, IDLE));
            ask(id);
        }
        time.every(Duration.ofMillis(50), this::publish);
        strike(0);
    }

    /** As the management API does: decided and committed under the row's lock. */
    private void change(Function<Fleet, ControllerEvent> event) {
        var before = ledger.get(DATABASE);
        var fleet =
                Fleet.watching(new Moment(time.now()), SilencePolicy.DEFAULTS, ledger.retired());
        var decision = controller.decide(DatabaseState.of(before), event.apply(fleet));
        ledger.commit(before, decision.state().grants(), decision.commands(), null);
    }

    /** Two processes never run under one id. */
    private void restart(NodeId id) {
        var last = nodes.get(id);
        if (last == null || last.dead) start(id);
    }

    private void start(NodeId id) {
        var life = new IncarnationId("life" + ++lives);
        var cluster = new ClusterId(id.value().substring(0, 1));
        var node = new SimulatedNode(this, id, life, cluster);
        nodes.put(id, node);
        folded.values().forEach(node::hear);
    }

    // --- the log -------------------------------------------------------------------------------

    /** A node tells something. A cut link loses heartbeats and keeps events for later. */
    void said(SimulatedNode node, Fact fact) {
        if (node.cutFromLog) {
            if (fact instanceof PoolEvent) {
                time.after(
                        SECOND,
                        () -> {
                            if (!node.dead) said(node, fact);
                        });
            }
            return;
        }
        switch (fact) {
            case NodeHeartbeat heartbeat -> {
                var said =
                        mutant == Mutant.ACKNOWLEDGE_WITHOUT_EPOCH
                                ? atNewest(heartbeat)
                                : heartbeat;
                for (var replica : replicas) {
                    if (faulty && random.nextInt(50) == 0) continue;
                    int copies = faulty && random.nextInt(20) == 0 ? 2 : 1;
                    for (int i = 0; i < copies; i++) {
                        time.after(delay(), () -> replica.hear(said));
                    }
                    if (faulty && random.nextInt(100) == 0) {
                        time.after(random.nextLong(VERY_LATE), () -> replica.hear(said));
                    }
                }
            }
            case PoolEvent event -> {
                int copies = faulty && random.nextInt(20) == 0 ? 2 : 1;
                for (int i = 0; i < copies; i++) time.after(delay(), () -> poolEvents.add(event));
            }
            default -> throw new AssertionError("a node does not say " + fact);
        }
    }

    /** The mistake: what was said of an older epoch is taken for the newest. */
    private NodeHeartbeat atNewest(NodeHeartbeat heartbeat) {
        var reports = new ArrayList<PoolReport>();
        for (var r : heartbeat.pools()) {
            var epoch = ledger.get(DATABASE).environment(r.environment()).orElseThrow().epoch();
            reports.add(
                    new PoolReport(
                            r.environment(),
                            epoch,
                            r.state(),
                            Math.min(r.held(), r.open() + r.opening()),
                            r.open(),
                            r.opening(),
                            r.busy(),
                            r.waiting(),
                            r.waitP95(),
                            r.requests(),
                            r.service(),
                            r.idleFor()));
        }
        return new NodeHeartbeat(
                heartbeat.node(),
                heartbeat.incarnation(),
                heartbeat.region(),
                heartbeat.cluster(),
                heartbeat.endpoint(),
                heartbeat.sequence(),
                heartbeat.term(),
                heartbeat.capacity(),
                heartbeat.draining(),
                reports);
    }

    void leased(Replica from, LeaseGranted lease) {
        if (from.dead) return;
        var node = nodes.get(lease.node());
        if (node != null) deliver(node, () -> node.hear(lease));
    }

    private void publish() {
        while (!ledger.outbox.isEmpty()) {
            var fact = ledger.outbox.poll();
            if (!(fact instanceof Granted granted)) continue;
            folded.merge(
                    granted.environment(),
                    granted,
                    (old, now) -> now.epoch().isAfter(old.epoch()) ? now : old);
            int copies = faulty && random.nextInt(10) == 0 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                for (var node : nodes.values()) tell(node, granted);
            }
        }
    }

    private void deliver(SimulatedNode node, Runnable arrival) {
        time.after(
                delay(),
                () -> {
                    if (node.cutFromLog) time.after(SECOND, () -> deliver(node, arrival));
                    else arrival.run();
                });
    }

    /** One way only: it speaks, and is given leases, but hears of no grants. */
    private void tell(SimulatedNode node, Granted granted) {
        deliver(
                node,
                () -> {
                    if (node.cutFromGrants) time.after(SECOND, () -> tell(node, granted));
                    else node.hear(granted);
                });
    }

    private long delay() {
        boolean slow = faulty && random.nextInt(30) == 0;
        return 1_000_000 + random.nextLong(slow ? 3 * SECOND : 10_000_000);
    }

    // --- applications --------------------------------------------------------------------------

    private void ask(EnvironmentId environment) {
        boolean busy = random.nextInt(3) > 0;
        long pause = busy ? 30_000_000L + random.nextLong(60_000_000) : SECOND;
        time.after(
                random.nextLong(2 * pause),
                () -> {
                    if (loaded) {
                        var node = route(environment);
                        if (node != null) request(node, environment);
                    }
                    ask(environment);
                });
    }

    private void request(SimulatedNode node, EnvironmentId environment) {
        requests++;
        node.serve(environment, 5_000_000L + random.nextLong(400_000_000))
                .thenAccept(_ -> outcomes++);
        if (node.paused) lost++;
    }

    private @Nullable SimulatedNode route(EnvironmentId environment) {
        var granted = folded.get(environment);
        if (granted == null) return null;
        var some =
                granted.grants().stream()
                        .filter(grant -> grant.size() > 0)
                        .map(grant -> nodes.get(grant.node()))
                        .filter(node -> node != null && !node.dead && !node.paused)
                        .toList();
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }

    // --- faults --------------------------------------------------------------------------------

    private void strike(int number) {
        time.after(
                SECOND / 2 + random.nextLong(6 * SECOND),
                () -> {
                    if (!faulty) return;
                    var choice = new Random(random.nextLong());
                    if (!skipped.contains(number)) fault(number, choice);
                    strike(number + 1);
                });
    }

    private void fault(int number, Random choice) {
        var node = List.copyOf(nodes.values()).get(choice.nextInt(nodes.size()));
        var replica = replicas.get(choice.nextInt(replicas.size()));
        long length = SECOND / 3 + choice.nextLong((choice.nextBoolean() ? 5 : 40) * SECOND);
        String what =
                switch (choice.nextInt(12)) {
                    case 0, 1, 2 -> {
                        node.paused = true;
                        time.after(length, node::resume);
                        yield "pause " + node.id;
                    }
                    case 3, 4 -> {
                        if (node.dead) yield "nothing";
                        node.kill();
                        time.after(length, () -> restart(node.id));
                        if (choice.nextBoolean()) flap(node.id, length, choice);
                        yield "kill " + node.id;
                    }
                    case 5 -> {
                        node.cutFromGrants = true;
                        time.after(length, () -> node.cutFromGrants = false);
                        yield "no grants reach " + node.id;
                    }
                    case 6 -> {
                        node.cutFromLog = true;
                        node.cutFromGrants = true;
                        time.after(length, () -> node.cutFromLog = false);
                        // It speaks again before it has read what it missed.
                        long behind = choice.nextLong(4 * SECOND);
                        time.after(length + behind, () -> node.cutFromGrants = false);
                        yield "cut " + node.id + " from the log";
                    }
                    case 7 -> {
                        node.cutFromDatabase = true;
                        time.after(length, () -> node.cutFromDatabase = false);
                        yield "cut " + node.id + " from the database";
                    }
                    case 8 -> {
                        replica.paused = true;
                        time.after(length, replica::resume);
                        handOver(replica);
                        yield "pause a controller";
                    }
                    case 9 -> {
                        replica.dead = true;
                        replicas.remove(replica);
                        var next = new Replica(this, controller);
                        replicas.add(next);
                        next.own();
                        yield "kill a controller";
                    }
                    case 10 -> {
                        replica.deaf = true;
                        time.after(length, () -> replica.deaf = false);
                        if (choice.nextBoolean()) handOver(replica);
                        yield "a controller hears nothing";
                    }
                    default -> {
                        if (choice.nextBoolean()) {
                            storeDown = true;
                            time.after(length / 4, () -> storeDown = false);
                            yield "the store is out of reach";
                        }
                        int limit = 2 + choice.nextInt(14);
                        change(fleet -> new ControllerEvent.LimitSet(fleet, limit, 0));
                        yield "limit " + limit;
                    }
                };
        faults.add(
                "#%d at %.1f s for %.1f s: %s"
                        .formatted(number, time.now() / 1e9, length / 1e9, what));
    }

    /** Its next life dies when it has hardly spoken. */
    private void flap(NodeId id, long start, Random choice) {
        long spoken = choice.nextLong(3 * SECOND);
        long again = choice.nextLong(4 * SECOND);
        time.after(
                start + spoken,
                () -> {
                    var life = nodes.get(id);
                    if (!faulty || life == null || life.dead || life.paused) return;
                    life.kill();
                    time.after(again, () -> restart(id));
                });
    }

    private void handOver(Replica from) {
        for (var other : replicas) if (other != from) other.own();
    }

    private void heal() {
        faulty = false;
        storeDown = false;
        replicas.forEach(replica -> {
            replica.deaf = false;
            if (replica.paused) replica.resume();
        });
        replicas.getFirst().own();
        replicas.subList(1, replicas.size()).forEach(Replica::disown);
        for (var node : List.copyOf(nodes.values())) {
            node.cutFromLog = false;
            node.cutFromGrants = false;
            node.cutFromDatabase = false;
            if (node.dead) start(node.id);
            else if (node.paused) node.resume();
        }
    }

    // --- what must hold ------------------------------------------------------------------------

    private void check() {
        var grants = ledger.get(DATABASE);
        long mark = database.changes + openings + grants.version();
        if (mark == checked) return;
        checked = mark;
        if (database.open() > grants.limit().effective()) {
            throw new Violation(
                    "S1 at %.1f s: %d connections open, %s; %s"
                            .formatted(
                                    time.now() / 1e9,
                                    database.open(),
                                    grants.limit(),
                                    database.names()));
        }
        if (grants.charged() + grants.limit().reserve() > grants.limit().effective()) {
            throw new Violation("S2 charged " + grants.charged() + " of " + grants.limit());
        }
        for (var node : nodes.values()) {
            for (var environment : node.pools().keySet()) check(grants, node, environment);
        }
    }

    private void check(DatabaseGrants grants, SimulatedNode node, EnvironmentId environment) {
        if (node.dead) return;
        long open = database.open(node.prefix(environment));
        int opening = node.connecting(environment);
        if (open + opening == 0) return;
        int charged =
                grants.environment(environment)
                        .flatMap(of -> of.holding(node.id, node.life))
                        .map(holding -> holding.charged())
                        .orElse(0);
        if (open + opening > charged) {
            throw new Violation(
                    "S3 node %s has %d open and %d opening for %s, charged %d"
                            .formatted(node.id, open, opening, environment, charged));
        }
    }

    /** A while after all is well, with requests coming: everybody is served. */
    private void checkServing() {
        var grants = ledger.get(DATABASE);
        if (grants.limit().effective() != grants.limit().wanted()) {
            throw new Violation("L5 the limit is not reached: " + grants.limit());
        }
        boolean roomForAll = grants.limit().grantable() >= 2 * environments.size();
        for (var environment : grants.environments().values()) {
            for (var holding : environment.holdings()) {
                var node = nodes.get(holding.node());
                if (node == null || !node.life.equals(holding.incarnation())) {
                    throw new Violation("L3 a dead life still holds " + holding);
                }
                if (holding.reaping() != null) {
                    throw new Violation(
                            "L3 a living node is still reaped: "
                                    + holding
                                    + " "
                                    + environment.epoch()
                                    + " "
                                    + node.describe()
                                    + " "
                                    + replicas.stream().map(Replica::describe).toList());
                }
            }
            long clusters =
                    environment.holdings().stream()
                            .filter(holding -> holding.granted() > 0)
                            .map(holding -> holding.cluster())
                            .distinct()
                            .count();
            if (roomForAll && clusters < 2) {
                throw new Violation("L1 in " + clusters + " clusters: " + grants);
            }
        }
        int waiting = requests - outcomes - lost;
        if (waiting > 4_000) throw new Violation("L7 " + waiting + " requests wait");
    }

    /** Six minutes and more without a request: nothing is open, and the log tells the same. */
    private void checkRest() {
        if (database.open() > 0) {
            throw new Violation("L2 " + database.open() + " connections open without a request");
        }
        for (var environment : ledger.get(DATABASE).environments().values()) {
            var told = folded.get(environment.id());
            if (told != null && !held(told).equals(held(environment.toFact(DATABASE)))) {
                throw new Violation("L8 the log tells " + told + " of " + environment);
            }
        }
    }

    /** What is given back whole is forgotten without being told. */
    private static List<Grant> held(Granted granted) {
        return granted.grants().stream().filter(grant -> grant.size() > 0).toList();
    }
}
