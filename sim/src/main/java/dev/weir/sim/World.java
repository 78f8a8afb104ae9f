package dev.weir.sim;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Limit;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.PoolKey;
import dev.weir.control.fleet.SilencePolicy;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent;
import dev.weir.events.PoolReport;
import dev.weir.events.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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

    /** In these seeds a node dies at the end while another one cannot reach the database. */
    private static final int LOSS_EVERY = 4;

    private static final Duration IDLE = Duration.ofMinutes(6);

    /** In some seeds pools sleep, and are woken, while there are faults. */
    private static final int DROWSY_EVERY = 3;

    private static final Duration SHORT_IDLE = Duration.ofSeconds(20);

    final Random random;
    final Mutant mutant;
    final Timeline time = new Timeline(this::check);
    final SimulatedDatabase database;
    final SimulatedOutbox outbox;
    final SimulatedLedger ledger;
    final SimulatedLog log;
    final List<PoolEvent> poolEvents = new ArrayList<>();
    final Faults faults;
    final Traffic traffic;
    final Invariants invariants = new Invariants(this);
    final Evidence evidence = new Evidence();
    private final Controller controller = new Controller(ScalingPolicy.DEFAULTS);
    private final Map<NodeId, SimulatedNode> nodes = new LinkedHashMap<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<EnvironmentId> environments = new ArrayList<>();
    private final long seed;

    /** Without a request for so long a pool sleeps. */
    final Duration idle;

    final boolean drowsy;
    private int lives;
    boolean faulty = true;
    boolean storeDown;

    /** Whether the database answers soon. */
    boolean prompt;

    int nested;
    long openings;

    World(long seed, Mutant mutant, Set<Integer> skipped) {
        this.random = new Random(seed * 0x9e3779b97f4a7c15L);
        this.seed = seed;
        this.drowsy = seed % DROWSY_EVERY == 0;
        this.idle = drowsy ? SHORT_IDLE : IDLE;
        this.mutant = mutant;
        this.database = new SimulatedDatabase(time, new Random(random.nextLong()));
        this.outbox = new SimulatedOutbox(time);
        this.ledger = new SimulatedLedger(mutant, outbox, invariants);
        this.log = new SimulatedLog(mutant, invariants, outbox::fact, this::tell);
        this.traffic = new Traffic(this);
        this.faults = new Faults(this, skipped);
    }

    /** A while of faults, then one without, then checks that everything has come to rest. */
    void run() {
        begin();
        time.runUntil(100 * SECOND);
        heal();
        // What the log still had on its way when the last fault ended takes half a minute.
        time.runUntil(130 * SECOND);
        invariants.beginCounting();
        time.every(Duration.ofMillis(500), invariants::checkGrowth);
        time.runUntil(190 * SECOND);
        invariants.checkServing();
        if (seed % LOSS_EVERY == 1) new Loss(this).run();
        if (seed % REST_EVERY != 0) return;
        traffic.trickling = true;
        time.runUntil(265 * SECOND);
        traffic.loaded = false;
        time.runUntil(265 * SECOND + Duration.ofMinutes(7).plusSeconds(45).toNanos());
        invariants.checkRest();
    }

    private void begin() {
        int limit = 3 + random.nextInt(12);
        ledger.put(DatabaseGrants.of(DATABASE, Limit.of(limit, random.nextInt(2))));
        for (int i = 0; i < 2; i++) replicas.add(new Replica(this, controller));
        replicas.getFirst().own();
        for (var name : List.of("a1", "a2", "b1", "b2")) start(new NodeId(name));
        int count = 1 + random.nextInt(3);
        var asleepAfter = mutant == Mutant.STOP_TOO_SOON ? idle.dividedBy(6) : idle;
        for (int i = 1; i <= count; i++) {
            var id = new EnvironmentId("env" + i);
            environments.add(id);
            change(fleet ->
                    new ControllerEvent.Defined(
                            fleet, id, Standing.ACTIVE, Integer.MAX_VALUE, asleepAfter));
            traffic.begin(id);
        }
        faults.begin();
    }

    /** As the management API does: decided and committed under the row's lock. */
    void change(Function<Fleet, ControllerEvent> event) {
        var before = ledger.get(DATABASE);
        var fleet =
                Fleet.watching(new Moment(time.now()), SilencePolicy.DEFAULTS, ledger.retired());
        var decision = controller.decide(DatabaseState.of(before), event.apply(fleet));
        ledger.manage(before, decision.state().grants(), decision.commands());
    }

    /** Two processes never run under one id. */
    void restart(NodeId id) {
        var last = nodes.get(id);
        if (last == null || last.dead) start(id);
    }

    private void start(NodeId id) {
        var life = new NodeLife(id, new IncarnationId("life" + ++lives));
        var cluster = new ClusterId(id.value().substring(0, 1));
        var node = new SimulatedNode(this, life, cluster);
        nodes.put(id, node);
        log.compacted().forEach(node::hear);
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
                evidence.said(heartbeat);
                var said = falsified(heartbeat);
                // The first words of a life may stay on their way until it has long died.
                boolean held = faulty && said.sequence() <= 3 && random.nextInt(4) == 0;
                for (var replica : replicas) {
                    if (held) time.after(random.nextLong(VERY_LATE), () -> replica.hear(said));
                    if (held || (faulty && random.nextInt(50) == 0)) continue;
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
                if (event instanceof PoolEvent.PoolReaped reaped) evidence.said(reaped);
                int copies = faulty && random.nextInt(20) == 0 ? 2 : 1;
                for (int i = 0; i < copies; i++) time.after(delay(), () -> poolEvents.add(event));
            }
            default -> throw new AssertionError("a node does not say " + fact);
        }
    }

    /** Takes what a node said for something else, as a mutant would. */
    private NodeHeartbeat falsified(NodeHeartbeat heartbeat) {
        return switch (mutant) {
            case ACKNOWLEDGE_WITHOUT_EPOCH -> with(heartbeat, this::atNewest);
            case ONE_LESS -> with(heartbeat, World::oneLess);
            default -> heartbeat;
        };
    }

    /** The mistake: what was said of an older epoch is taken for the newest. */
    private PoolReport atNewest(PoolReport r) {
        var epoch = ledger.get(DATABASE).environment(r.environment()).orElseThrow().epoch();
        return with(r, epoch, Math.min(r.held(), r.open() + r.opening()));
    }

    private static PoolReport oneLess(PoolReport r) {
        return with(r, r.epoch(), Math.max(0, r.held() - 1));
    }

    private static PoolReport with(PoolReport r, Epoch epoch, int held) {
        return new PoolReport(
                r.environment(),
                epoch,
                r.state(),
                held,
                r.open(),
                r.opening(),
                r.busy(),
                r.waiting(),
                r.waitP95(),
                r.requests(),
                r.service(),
                r.idleFor());
    }

    private static NodeHeartbeat with(
            NodeHeartbeat heartbeat, UnaryOperator<PoolReport> falsification) {
        var reports = heartbeat.pools().stream().map(falsification).toList();
        return new NodeHeartbeat(
                heartbeat.life(),
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

    /** A record is in the log: all read it, some twice. */
    private void tell(Granted granted) {
        int copies = faulty && random.nextInt(10) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            for (var node : nodes.values()) tell(node, granted);
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

    // --- what others look at and do -----------------------------------------------------------

    private void check() {
        invariants.check();
    }

    Collection<SimulatedNode> nodes() {
        return nodes.values();
    }

    @Nullable SimulatedNode node(NodeId id) {
        return nodes.get(id);
    }

    /** A life, if its node still lives it. */
    @Nullable SimulatedNode find(NodeLife life) {
        var node = nodes.get(life.node());
        return node != null && node.life.equals(life) ? node : null;
    }

    /** What the log tells of an environment, once it is compacted. */
    @Nullable Granted told(EnvironmentId environment) {
        return log.last(environment);
    }

    /** A replica has died; another one takes its place a while later. */
    void crashed(Replica replica) {
        replica.dead = true;
        replicas.remove(replica);
        var next = new Replica(this, controller);
        replicas.add(next);
        time.after(
                random.nextLong(5 * SECOND),
                () -> {
                    if (faulty) next.own();
                });
    }

    List<String> describeReplicas() {
        return replicas.stream().map(Replica::describe).toList();
    }

    /** Whether growth of this pool was seen to bring nothing. */
    boolean isAtKnee(EnvironmentId environment, SimulatedNode node) {
        var pool = new PoolKey(environment, node.life);
        return replicas.stream().anyMatch(replica -> replica.knowsKnee(pool));
    }

    /** Something happens to a replica of the controller. */
    String failController(Random choice, long length) {
        var replica = replicas.get(choice.nextInt(replicas.size()));
        return switch (choice.nextInt(4)) {
            case 0 -> {
                replica.paused = true;
                time.after(length, replica::resume);
                handOver(replica);
                yield "pause a controller";
            }
            case 1 -> {
                replica.dead = true;
                replicas.remove(replica);
                var next = new Replica(this, controller);
                replicas.add(next);
                next.own();
                yield "kill a controller";
            }
            case 2 -> {
                var node = List.copyOf(nodes.keySet()).get(choice.nextInt(nodes.size()));
                replica.unheard.add(node);
                time.after(length, () -> replica.unheard.remove(node));
                if (choice.nextBoolean()) replica.own();
                yield "a controller does not hear " + node;
            }
            default -> {
                replica.deaf = true;
                time.after(length, () -> replica.deaf = false);
                if (choice.nextBoolean()) handOver(replica);
                yield "a controller hears nothing";
            }
        };
    }

    private void handOver(Replica from) {
        for (var other : replicas) if (other != from) other.own();
    }

    private void heal() {
        faulty = false;
        storeDown = false;
        traffic.heal();
        replicas.forEach(replica -> {
            replica.deaf = false;
            replica.unheard.clear();
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
}
