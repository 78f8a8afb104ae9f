package dev.weir.sim;

import dev.weir.data.agent.AgentEffect;
import dev.weir.data.agent.AgentInput;
import dev.weir.data.agent.NodeAgent;
import dev.weir.data.database.Connection;
import dev.weir.data.database.Database;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.grant.Lease;
import dev.weir.data.grant.OwnGrant;
import dev.weir.data.grant.ReportFilter;
import dev.weir.data.pool.EventLoop;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.pool.Permit;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.data.pool.PoolListener;
import dev.weir.data.pool.PoolRunner;
import dev.weir.data.pool.PoolSettings;
import dev.weir.data.pool.PoolStats;
import dev.weir.data.route.RouterSettings;
import dev.weir.data.route.Routes;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.Reap;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a node: the production agent and pools on a clock of its own, which may be fast or
 * slow. While it is paused its tasks wait; once it is dead they are gone.
 */
final class SimulatedNode {
    static final SessionLimits LIMITS = new SessionLimits(Duration.ofSeconds(5), 1_000);

    /** Beyond an environment's idle time-out a node stops a pool without being told. */
    private static final Duration IDLE_GRACE = Duration.ofMinutes(1);

    final NodeId id;
    final NodeLife life;
    final ClusterId cluster;
    final Routes routes;
    private final World world;
    private final Random random;
    private final double rate;
    private final Lease lease = new Lease();
    private final NodeAgent agent;
    private final ReportFilter filter = new ReportFilter();
    private final Map<EnvironmentId, PoolRunner> pools = new LinkedHashMap<>();
    private final Map<EnvironmentId, Integer> connecting = new LinkedHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private final long born;
    boolean paused;
    boolean dead;
    boolean cutFromLog;
    boolean cutFromGrants;
    boolean cutFromDatabase;

    SimulatedNode(World world, NodeLife life, ClusterId cluster) {
        this.world = world;
        this.id = life.node();
        this.life = life;
        this.cluster = cluster;
        this.random = new Random(world.random.nextLong());
        this.rate = 0.9 + random.nextDouble() * 0.2;
        this.born = world.time.now();
        this.agent =
                new NodeAgent(
                        new NodeAgent.Self(
                                life, World.REGION, cluster, 1_000, Duration.ofMillis(500)),
                        lease,
                        nanos());
        this.routes = new Routes(asLife(), cluster, RouterSettings.DEFAULTS, this::nanos);
        agent.servesAt("http://" + id);
        tick();
        beat();
    }

    String prefix(EnvironmentId environment) {
        return "weir/" + environment + "/" + life + "/";
    }

    int connecting(EnvironmentId environment) {
        return connecting.getOrDefault(environment, 0);
    }

    Map<EnvironmentId, PoolRunner> pools() {
        return pools;
    }

    /** Its pools in numbers, for people. */
    String describe() {
        var text = new StringBuilder();
        pools.forEach((environment, pool) ->
                pool.stats().thenAccept(stats -> text.append(environment).append(stats)));
        return text.append(" connecting ").append(connecting).toString();
    }

    long nanos() {
        return (long) ((world.time.now() - born) * rate);
    }

    /** A task of this process, after so much of its own time. */
    void after(long nanos, Runnable task) {
        // Rounded up: a timer never fires before its time.
        world.time.after((long) Math.ceil(nanos / rate) + 1, () -> run(task));
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

    /** As its peers know it. */
    NodeLife asLife() {
        return life;
    }

    void kill() {
        dead = true;
        world.evidence.died(life, world.time.now());
        world.traffic.gone(this);
        world.database.vanished("/" + life + "/");
    }

    private void tick() {
        after(
                Duration.ofMillis(100).toNanos(),
                () -> {
                    take(new AgentInput.Tick());
                    tick();
                });
    }

    private void beat() {
        after(
                Duration.ofSeconds(1).toNanos(),
                () -> {
                    take(new AgentInput.BeatDue());
                    beat();
                });
    }

    void hear(Granted granted) {
        run(() -> {
            routes.heard(granted);
            var known = grant(granted.environment());
            if (world.mutant == Mutant.APPLY_OLD_EPOCHS) force(granted);
            else take(new AgentInput.GrantsHeard(granted));
            if (known != null && !granted.epoch().isAfter(known.epoch())) {
                world.invariants.changedNothing(id, known, grant(known.environment()));
            }
        });
    }

    /** The mistake: an older record is taken for the newest. */
    private void force(Granted granted) {
        var known = agent.book().find(granted.environment());
        long epoch =
                Math.max(granted.epoch().value(), known.map(k -> k.epoch().value() + 1).orElse(0L));
        take(
                new AgentInput.GrantsHeard(
                        new Granted(
                                granted.environment(),
                                granted.database(),
                                new Epoch(epoch),
                                granted.grants(),
                                granted.reaps())));
    }

    void hear(LeaseGranted granted) {
        run(() -> take(new AgentInput.LeaseHeard(granted)));
    }

    private void take(AgentInput input) {
        if (dead) return;
        for (var effect : agent.on(nanos(), input)) perform(effect);
    }

    private void perform(AgentEffect effect) {
        switch (effect) {
            case AgentEffect.Gather(_, _) -> take(new AgentInput.Gathered(reports()));
            case AgentEffect.Publish(var fact) -> world.said(this, fact);
            case AgentEffect.Apply(var grant, _) -> {
                var pool = pools.get(grant.environment());
                if (pool == null && grant.size() == 0) return;
                pool(grant.environment());
            }
            case AgentEffect.LookAgain(_) -> pools.values().forEach(PoolRunner::permitChanged);
            case AgentEffect.BeatSoon() ->
                    after(Duration.ofMillis(100).toNanos(), () -> take(new AgentInput.BeatDue()));
            case AgentEffect.Stalled() -> {}
            case AgentEffect.EndSessions(var environment, var order) ->
                    endSessions(environment, order);
        }
    }

    private List<PoolReport> reports() {
        var reports = new ArrayList<PoolReport>();
        filter.nextRound();
        for (var grant : agent.book().all()) {
            var pool = pools.get(grant.environment());
            if (pool == null) tell(untouched(grant), reports);
            else pool.takeStats().thenAccept(stats -> tell(report(grant, stats), reports));
        }
        return reports;
    }

    private void tell(PoolReport report, List<PoolReport> reports) {
        boolean dormant = report.state() == PoolState.DORMANT;
        if (filter.isDue(report.environment(), report.epoch(), report.held(), dormant)) {
            reports.add(report);
        }
    }

    private static PoolReport untouched(OwnGrant grant) {
        return new PoolReport(
                grant.environment(),
                grant.epoch(),
                PoolState.DORMANT,
                grant.size(),
                0,
                0,
                0,
                0,
                Duration.ZERO,
                0,
                Duration.ZERO,
                Duration.ZERO);
    }

    private static PoolReport report(OwnGrant grant, PoolStats stats) {
        return new PoolReport(
                grant.environment(),
                stats.epoch(),
                stats.state(),
                stats.held(),
                stats.open(),
                stats.opening(),
                stats.busy(),
                stats.waiting(),
                stats.waitP95(),
                stats.requests(),
                stats.service(),
                stats.idleFor());
    }

    private PoolRunner pool(EnvironmentId environment) {
        var pool = pools.computeIfAbsent(environment, this::make);
        var grant = grant(environment);
        if (grant != null) pool.grant(grant.epoch(), grant.size(), grant.mode(), grant.elsewhere());
        return pool;
    }

    private PoolRunner make(EnvironmentId environment) {
        Permit permit = world.mutant == Mutant.OPEN_AFTER_EXPIRY ? _ -> true : lease;
        return new PoolRunner(
                environment.value(),
                new Loop(),
                new Server(environment),
                PoolSettings.DEFAULTS.bounded(
                        200, Duration.ofSeconds(10), world.idle.plus(IDLE_GRACE)),
                permit,
                random,
                number -> prefix(environment) + number,
                new PoolListener() {
                    @Override
                    public void announced(Epoch epoch, PoolNews news) {
                        run(() -> take(new AgentInput.PoolChanged(environment, epoch, news)));
                    }

                    @Override
                    public void reportSoon() {
                        run(() -> take(new AgentInput.ReportWanted()));
                    }

                    @Override
                    public void returned(long lentNanos) {}
                });
    }

    private @Nullable OwnGrant grant(EnvironmentId environment) {
        return agent.book().find(environment).orElse(null);
    }

    /** Whether it has heard of a grant of its own. */
    boolean holds(EnvironmentId environment) {
        var grant = grant(environment);
        return grant != null && grant.size() > 0;
    }

    /** What became of a request; unless it is served it certainly did not start. */
    enum Service {
        SERVED,
        WITHOUT_GRANT,
        TOO_LATE,
        REFUSED
    }

    private static Service refused(Throwable failure) {
        if (LoanRefused.isWithoutGrant(failure)) return Service.WITHOUT_GRANT;
        return failure instanceof LoanRefused refused
                        && refused.reason() == LoanRefused.Reason.WAIT_TIMEOUT
                ? Service.TOO_LATE
                : Service.REFUSED;
    }

    /** Whether its pool would serve a request at once. */
    boolean hasRoom(EnvironmentId environment) {
        return pool(environment).hasRoom();
    }

    /**
     * Serves a request.
     *
     * @param onConnection told the name of the connection that it got, when it begins
     */
    CompletionStage<Service> serve(
            EnvironmentId environment, long nanos, Consumer<String> onConnection) {
        var answered = new CompletableFuture<Service>();
        run(() ->
                pool(environment)
                        .borrow(Duration.ofSeconds(10), LIMITS)
                        .whenComplete((loan, failure) -> {
                            if (loan == null) {
                                answered.complete(refused(failure));
                                return;
                            }
                            onConnection.accept(loan.session().toString());
                            after(
                                    nanos,
                                    () -> {
                                        loan.release();
                                        answered.complete(Service.SERVED);
                                    });
                        }));
        return answered;
    }

    private void endSessions(EnvironmentId environment, Reap order) {
        var target = "weir/" + environment + "/" + order.life() + "/";
        if (world.mutant == Mutant.REAPED_BEFORE_DONE) {
            take(new AgentInput.SessionsEnded(environment, order, true));
            return;
        }
        pool(environment)
                .borrow(Duration.ofSeconds(2), LIMITS)
                .whenComplete((loan, refused) -> {
                    if (loan == null) {
                        run(() -> take(new AgentInput.SessionsEnded(environment, order, false)));
                        return;
                    }
                    toDatabase(() -> {
                        int ended = world.database.terminate(target);
                        fromDatabase(() -> {
                            loan.release();
                            take(new AgentInput.SessionsEnded(environment, order, ended == 0));
                        });
                    });
                });
    }

    /** A message on its way to the server; a cut link delays it until it is healed. */
    private void toDatabase(Runnable task) {
        if (dead) return;
        if (cutFromDatabase) {
            world.time.after(Duration.ofMillis(500), () -> toDatabase(task));
            return;
        }
        boolean slow = random.nextInt(20) == 0 && !world.prompt;
        long trip = 1_000_000 + random.nextLong(slow ? 2_000_000_000L : 20_000_000);
        world.time.after(trip, task);
    }

    private void fromDatabase(Runnable task) {
        if (cutFromDatabase) {
            world.time.after(Duration.ofMillis(500), () -> fromDatabase(task));
            return;
        }
        world.time.after(1_000_000 + random.nextLong(10_000_000), () -> run(task));
    }

    /** The loop of all pools of this life. */
    private final class Loop implements EventLoop {
        @Override
        public long nanos() {
            return SimulatedNode.this.nanos();
        }

        @Override
        public Runnable after(long nanos, Runnable task) {
            var withdrawn = new boolean[1];
            SimulatedNode.this.after(
                    nanos,
                    () -> {
                        if (!withdrawn[0]) task.run();
                    });
            return () -> withdrawn[0] = true;
        }

        @Override
        public void execute(Runnable task) {
            run(task);
        }
    }

    /** The environment's database as this life reaches it. */
    private final class Server implements Database {
        private final EnvironmentId environment;

        Server(EnvironmentId environment) {
            this.environment = environment;
        }

        @Override
        public String provider() {
            return "postgres";
        }

        @Override
        public @Nullable String schemaName() {
            return null;
        }

        @Override
        public int maxArguments() {
            return 1;
        }

        @Override
        public CompletionStage<Connection> connect(String name) {
            var opened = new CompletableFuture<Connection>();
            connecting.merge(environment, 1, Integer::sum);
            world.openings++;
            if (connecting(environment) > 1)
                throw world.invariants.broken("S4 two openings of " + name);
            toDatabase(() -> {
                // The server makes a session of whoever asked last, whatever became of him since.
                var link = new Link();
                link.session = world.database.begin(name, () -> fromDatabase(link::ended));
                if (dead) world.database.vanished(name);
                connecting.put(environment, 0);
                fromDatabase(() -> opened.complete(link));
            });
            return opened;
        }
    }

    private final class Link implements Connection {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private SimulatedDatabase.@Nullable Session session;

        void ended() {
            closed.complete(null);
        }

        @Override
        public Session lend(SessionLimits limits) {
            return (Session)
                    Proxy.newProxyInstance(
                            Session.class.getClassLoader(),
                            new Class<?>[] {Session.class},
                            (_, method, _) ->
                                    method.getName().equals("toString") && session != null
                                            ? session.name
                                            : null);
        }

        @Override
        public CompletionStage<Boolean> settle() {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<Boolean> validate() {
            return CompletableFuture.completedFuture(session != null && session.open);
        }

        @Override
        public CompletionStage<Void> closed() {
            return closed;
        }

        @Override
        public void close() {
            if (world.mutant == Mutant.CLOSED_BEFORE_THE_SERVER_SAYS) closed.complete(null);
            toDatabase(() -> {
                if (session != null) world.database.end(session);
            });
        }
    }
}
