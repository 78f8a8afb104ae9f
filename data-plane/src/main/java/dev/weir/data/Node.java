package dev.weir.data;

import dev.weir.data.admission.netty.TurnCounts;
import dev.weir.data.compile.SchemaShelf;
import dev.weir.data.compile.worker.CompileSettings;
import dev.weir.data.compile.worker.CompileWorkers;
import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.compile.worker.SchemaChecks;
import dev.weir.data.engine.EngineProtocol;
import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.data.gateway.Gateway;
import dev.weir.data.gateway.Protocols;
import dev.weir.data.grant.Joining;
import dev.weir.data.grant.Lease;
import dev.weir.data.http.HttpListener;
import dev.weir.data.http.Listeners;
import dev.weir.data.memory.HeapPressure;
import dev.weir.data.memory.MemoryBudget;
import dev.weir.data.pg.PgNetwork;
import dev.weir.data.pg.PgSettings;
import dev.weir.data.plan.CachingPlans;
import dev.weir.data.prisma.PrismaProtocol;
import dev.weir.data.query.QueryEvaluator;
import dev.weir.data.sql.SqlProtocol;
import dev.weir.data.transaction.TransactionIds;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.UsageWindows;
import dev.weir.data.usage.publish.UsageFolder;
import dev.weir.data.usage.publish.UsagePublisher;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Health;
import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.Part;
import dev.weir.runtime.Secret;
import dev.weir.runtime.Ticker;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.admin.AdminServer;
import dev.weir.runtime.admin.Metrics;
import dev.weir.runtime.http.WatchedTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data-plane node: all its parts, wired, started and stopped in order. */
public final class Node implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeSettings settings;
    private final Function<Metrics, EventLog> openLog;
    private volatile boolean stopping;
    private @Nullable Running running;

    private record Running(
            Vertx vertx,
            Metrics metrics,
            EventLog log,
            AdminServer admin,
            HttpListener listener,
            Optional<HttpListener> tls,
            Lifecycle parts) {}

    /**
     * A node that is not started yet.
     *
     * @param openLog gives the event log, which the node closes when it stops
     */
    public Node(NodeSettings settings, Function<Metrics, EventLog> openLog) {
        this.settings = settings;
        this.openLog = openLog;
    }

    @Override
    public void start() throws Exception {
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        var identity = new Identity(settings, random, clock);
        var metrics = new Metrics();
        var vertx =
                WatchedTransport.vertx(
                        new VertxOptions().setEventLoopPoolSize(settings.listener().eventLoops()),
                        true,
                        settings.listener().headerTimeout());
        var log = openLog.apply(metrics);
        log.create(Arrays.stream(Topic.values()).map(topic -> spec(identity, topic)).toList());

        var origin =
                new UsageWindows.Origin(identity.life(), identity.region(), identity.cluster());
        var folder =
                settings.usageDirectory().isPresent()
                        ? UsageFolder.open(
                                settings.usageDirectory().get().resolve(identity.node().value()),
                                origin,
                                clock.instant())
                        : null;
        var accounts = folder == null ? new Accounts() : new Accounts(folder.counters());
        var lease = new Lease();
        var directory = new EnvironmentDirectory(bytes(settings.keyHashingSecret()));
        var agent = new Agent(identity, settings, log, Ticker.SYSTEM, lease);
        var turns = new TurnCounts();
        var pools =
                new Pools(
                        new Targets(
                                vertx,
                                new PgNetwork(vertx, settings.targets()),
                                PgSettings.DEFAULT,
                                settings.sqliteFolders()),
                        settings.pool(),
                        PoolLoops.of(
                                vertx,
                                settings.listener().eventLoops(),
                                accounts.platform(),
                                turns),
                        lease,
                        accounts,
                        EnvelopeCipher.of(settings.masterKeys(), random),
                        random,
                        identity::connection,
                        directory,
                        agent.book(),
                        agent::listener);
        var plans = new CachingPlans(settings.planCacheBytes(), random);
        var peering = new Peering(settings, vertx, identity, log, accounts);
        var compiling =
                CompileSettings.DEFAULTS
                        .withPlanBytes(settings.planCacheBytes())
                        .withInstanceBytes(settings.compileMemoryBytes());
        var workers = new CompileWorkers(compiling);
        var queryPlans = new QueryPlans(compiling, workers);
        var schemas =
                new SchemaStore(
                        identity,
                        log,
                        new SchemaShelf(settings.schemasPerEnvironment()),
                        new SchemaChecks(compiling, workers),
                        clock);
        var heap = new HeapPressure(Ticker.SYSTEM::nanos);
        var bodies = new MemoryBudget(settings.listener().maxBufferedBytes(), heap);
        var evaluator = new QueryEvaluator(Ticker.SYSTEM, clock, random);
        var prisma = new PrismaProtocol(evaluator, plans);
        var protocols =
                new Protocols(
                        List.of(
                                new SqlProtocol(),
                                prisma,
                                new EngineProtocol(evaluator, schemas, queryPlans, plans)),
                        prisma::unclaimed);
        var gateway =
                new Gateway(
                        vertx,
                        protocols,
                        directory,
                        pools,
                        accounts,
                        peering.peers(),
                        new TransactionIds(bytes(settings.keyHashingSecret()), identity.life()),
                        random);
        var nodeMetrics = new NodeMetrics(metrics.registry());
        nodeMetrics.compiling(queryPlans, workers);
        nodeMetrics.sharing(agent);
        nodeMetrics.breakers(agent);
        nodeMetrics.turns(turns);
        nodeMetrics.routing(gateway);
        nodeMetrics.memory(bodies, heap, metrics);
        var listener =
                new HttpListener(
                        vertx,
                        settings.listener(),
                        gateway,
                        bodies,
                        accounts,
                        nodeMetrics,
                        Ticker.SYSTEM);
        var tls =
                settings.tlsListener()
                        .map(own ->
                                new HttpListener(
                                        vertx,
                                        own,
                                        gateway,
                                        bodies,
                                        accounts,
                                        nodeMetrics,
                                        Ticker.SYSTEM));
        var outside = new ArrayList<>(List.of(listener));
        tls.ifPresent(outside::add);
        var limits = UsagePublisher.Limits.DEFAULTS;
        var usage =
                new UsagePublisher(
                        log,
                        identity.topic(Topic.USAGE),
                        origin,
                        accounts,
                        clock,
                        new UsagePublisher.Limits(
                                settings.usageWindow(),
                                limits.fewer(),
                                limits.most(),
                                limits.maxInFlight(),
                                limits.shortestPause(),
                                limits.longestPause()),
                        folder,
                        settings.usageKey().orElse(null));
        var facts =
                new ControlFacts(
                        identity,
                        log,
                        directory,
                        settings.maxima(),
                        new ControlFacts.Heard(
                                pools::changed, peering::granted, peering::announced),
                        agent,
                        schemas);
        var listeners = new Listeners(Ticker.SYSTEM, settings.stopNotice(), outside);
        var health = new Health();
        var joining = new Joining(lease, agent.book(), directory::isEmpty);
        health.ready("serving", () -> serving(listener, joining));
        health.ready("peers", peering::state);
        var admin =
                new AdminServer(vertx, settings.adminHost(), settings.adminPort(), health, metrics);
        agent.serve(pools, "");
        var parts =
                new Lifecycle(settings.stopDeadline())
                        .with("admin", admin)
                        .with("usage", usage)
                        .with("facts", facts)
                        .with("heap", new HeapWatch(heap))
                        .with("compilers", new Compiling(workers))
                        .with("pools", new Draining(pools, agent))
                        .with("peers", peering.listener(gateway, bodies))
                        .with("listener", new Leaving(listeners))
                        .with("links", peering.links(outside))
                        .with("agent", new Announcing(agent, pools, listener))
                        .with("announcement", peering.announcement());
        running = new Running(vertx, metrics, log, admin, listener, tls, parts);
        parts.start();
        LOG.atInfo()
                .addKeyValue("node", identity.node())
                .addKeyValue("incarnation", identity.incarnation())
                .addKeyValue("cluster", identity.cluster())
                .addKeyValue("port", listener.port())
                .log("node serves");
        BenchSwitch.watch();
    }

    /** Heartbeats begin once the listener's port is known, and go on until the pools are closed. */
    private final class Announcing implements Part {
        private final Agent agent;
        private final Pools pools;
        private final HttpListener listener;

        Announcing(Agent agent, Pools pools, HttpListener listener) {
            this.agent = agent;
            this.pools = pools;
            this.listener = listener;
        }

        @Override
        public void start() {
            agent.serve(pools, endpoint(listener));
            agent.start();
        }

        @Override
        public void stop(Duration deadline) {
            agent.drain();
        }
    }

    /** The listeners' share of the time for stopping: the pools need some too. */
    private record Leaving(Listeners listeners) implements Part {
        @Override
        public void start() throws Exception {
            listeners.start();
        }

        @Override
        public void stop(Duration deadline) throws Exception {
            listeners.stop(deadline.multipliedBy(3).dividedBy(5));
        }
    }

    /** Threads that begin with the first query to be compiled. */
    private record Compiling(CompileWorkers workers) implements Part {
        @Override
        public void start() {}

        @Override
        public void stop(Duration deadline) {
            workers.close();
        }
    }

    /** Closes the pools once nobody is served any more, and tells the control plane so. */
    private static final class Draining implements Part {
        private final Pools pools;
        private final Agent agent;

        Draining(Pools pools, Agent agent) {
            this.pools = pools;
            this.agent = agent;
        }

        @Override
        public void start() {}

        @Override
        public void stop(Duration deadline) throws Exception {
            long patience = deadline.toMillis() / 2;
            try {
                pools.drain().get(patience, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                pools.abort()
                        .get(Math.max(1, deadline.toMillis() - patience), TimeUnit.MILLISECONDS);
            } finally {
                agent.stop(Duration.ofSeconds(2));
            }
        }
    }

    private Health.State serving(HttpListener listener, Joining joining) {
        if (stopping) return Health.State.down("stopping");
        if (listener.port() == 0) return Health.State.down("starting");
        return switch (joining.state(Ticker.SYSTEM.nanos())) {
            case UNHEARD -> Health.State.down("the control plane has not answered yet");
            case UNDECIDED -> Health.State.down("the control plane has assigned no pools yet");
            case JOINED -> Health.State.UP;
        };
    }

    private String endpoint(HttpListener listener) {
        var http = settings.listener();
        var scheme = http.certificate() == null ? "http" : "https";
        return settings.endpoint()
                .map(Object::toString)
                .orElse(scheme + "://" + http.host() + ":" + listener.port());
    }

    private static TopicSpec spec(Identity identity, Topic topic) {
        return new TopicSpec(
                identity.topic(topic),
                topic.partitions(),
                topic.cleanup() == Topic.Cleanup.COMPACT,
                topic.retention());
    }

    private static byte[] bytes(Secret secret) {
        return secret.value().getBytes(StandardCharsets.UTF_8);
    }

    /** The port that applications use, once started. */
    public int port() {
        return started().listener().port();
    }

    /** The port for health and metrics, once started. */
    public int adminPort() {
        return started().admin().port();
    }

    private Running started() {
        var now = running;
        if (now == null) throw new IllegalStateException("the node is not started");
        return now;
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        stopping = true;
        var now = running;
        if (now == null) return;
        now.parts().stop();
        now.log().close();
        try {
            now.vertx().close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("event loops did not end");
        }
        now.metrics().close();
    }
}
