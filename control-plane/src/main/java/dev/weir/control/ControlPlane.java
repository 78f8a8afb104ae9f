package dev.weir.control;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.control.fleet.PoolKey;
import dev.weir.control.http.ManagementApi;
import dev.weir.control.http.Roles;
import dev.weir.control.http.Server;
import dev.weir.control.http.ServiceTokens;
import dev.weir.control.management.Management;
import dev.weir.control.plan.Controller;
import dev.weir.control.replica.BudgetReader;
import dev.weir.control.replica.ControllerLoop;
import dev.weir.control.replica.HeartbeatReader;
import dev.weir.control.replica.PoolEventReader;
import dev.weir.control.replica.Timing;
import dev.weir.control.store.Announcements;
import dev.weir.control.store.ApiKeyStore;
import dev.weir.control.store.AuditStore;
import dev.weir.control.store.BudgetStore;
import dev.weir.control.store.Changes;
import dev.weir.control.store.DatabaseStore;
import dev.weir.control.store.EnvironmentStore;
import dev.weir.control.store.FleetStore;
import dev.weir.control.store.FleetView;
import dev.weir.control.store.Ids;
import dev.weir.control.store.NodeStore;
import dev.weir.control.store.Notifications;
import dev.weir.control.store.Outbox;
import dev.weir.control.store.OutboxPublisher;
import dev.weir.control.store.ProjectStore;
import dev.weir.control.store.Schema;
import dev.weir.control.store.TokenStore;
import dev.weir.control.store.Transactions;
import dev.weir.events.DatabaseId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Health;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.http.JsonApiServer;
import dev.weir.runtime.process.ProcessPart;
import dev.weir.runtime.process.ProcessSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A control plane: decides for its region, tells what it decided, and serves the management API.
 * Several of one region share the databases among themselves.
 */
public final class ControlPlane implements Part {
    private final ControlSettings settings;
    private final EventLog log;
    private final HikariDataSource source;
    private final Management management;
    private final ControllerLoop loop;
    private final PoolEventReader poolEvents;
    private final HeartbeatReader heartbeats;
    private final BudgetReader budgets;
    private final OutboxPublisher publisher;
    private final Notifications notifications;
    private final JsonApiServer server;
    private final KeyExpiry keyExpiry;
    private final Deque<Stop> started = new ArrayDeque<>();

    /** What ends a part of it. */
    @FunctionalInterface
    private interface Stop {
        void within(Duration deadline) throws Exception;
    }

    /** A control plane that is not started yet. The log and Vert.x stay the caller's. */
    public ControlPlane(
            ControlSettings settings,
            EventLog log,
            Vertx vertx,
            MeterRegistry meters,
            Health health,
            InstantSource clock) {
        this.settings = settings;
        this.log = log;
        source = source(settings, meters);
        var transactions = new Transactions(source);
        var outbox = new Outbox(settings.topicPrefix(), settings.region(), clock);
        var store = new FleetStore(transactions, outbox);
        var controller = new Controller(settings.scaling());
        poolEvents =
                new PoolEventReader(
                        log, store, topic(Topic.POOL_EVENTS), Topic.POOL_EVENTS.partitions());
        loop =
                new ControllerLoop(
                        store,
                        controller,
                        lease -> answer(outbox, lease),
                        Ticker.SYSTEM,
                        Timing.DEFAULTS,
                        poolEvents::owner,
                        meters);
        heartbeats = new HeartbeatReader(log, topic(Topic.HEARTBEATS));
        var address =
                new Notifications.Address(
                        settings.databaseUrl(),
                        settings.databaseUser(),
                        settings.databasePassword());
        publisher = new OutboxPublisher(address, log, writerName(settings), meters);
        notifications = new Notifications(address, Notifications.DATABASES, this::changed);
        var random = new SecureRandom();
        var ids = new Ids(random);
        var changes = new Changes(store, outbox, controller, loop::fleet);
        var announcements = new Announcements(EnvelopeCipher.of(settings.masterKeys(), random));
        var environments =
                new EnvironmentStore(
                        transactions,
                        changes,
                        announcements,
                        settings.region(),
                        ids,
                        new EnvironmentStore.Defaults(
                                settings.databaseLimit(), settings.rules().defaults()));
        budgets =
                new BudgetReader(
                        log,
                        store,
                        new BudgetStore(transactions, environments),
                        topic(Topic.BUDGETS));
        var keys =
                new ApiKeyStore(
                        transactions,
                        changes,
                        announcements,
                        ids,
                        settings.keyHashingSecret(),
                        clock);
        keyExpiry = new KeyExpiry(keys::revokeExpired);
        var tokens =
                new TokenStore(transactions, ids, settings.keyHashingSecret(), Roles.ALL, clock);
        management =
                new Management(
                        new ProjectStore(transactions, ids),
                        environments,
                        keys,
                        new DatabaseStore(transactions, changes, announcements),
                        tokens,
                        new NodeStore(transactions, settings.region(), view(clock)),
                        new AuditStore(transactions));
        server =
                new JsonApiServer(
                        vertx,
                        ManagementApi.of(
                                management,
                                new Server(
                                        version(),
                                        settings.billingUrl().orElse(null),
                                        settings.region()),
                                settings.rules(),
                                ServiceTokens.authenticator(
                                        settings.tokens(), tokens::authenticate)),
                        JsonApiServer.Options.on(settings.host(), settings.port()),
                        meters);
        watch(health);
    }

    /** The version that the build wrote into the jar. */
    private static String version() {
        var version = ControlPlane.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private FleetView view(InstantSource clock) {
        return new FleetView(
                loop::fleet,
                (environment, life) ->
                        loop.latest(new PoolKey(environment, life))
                                .map(sample ->
                                        new FleetView.Heard(sample.report(), sample.heardAt())),
                clock);
    }

    /** What the process needs to be of use, each under its own name. */
    private void watch(Health health) {
        health.live(
                "controller",
                () -> loop.isAlive() ? Health.State.UP : Health.State.down("does not decide"));
        health.ready("database", () -> state(publisher.storeProblem()));
        health.ready("event-log", () -> state(publisher.logProblem()));
        health.ready(
                "partitions",
                () -> state(poolEvents.partitions() > 0 ? null : "owns no databases yet"));
    }

    private static Health.State state(@Nullable String problem) {
        return problem == null ? Health.State.UP : Health.State.down(problem);
    }

    /** A control plane with all that a process of its own needs. */
    public static Part process(ProcessSettings process, ControlSettings settings) {
        return new ProcessPart(
                process,
                (log, vertx, metrics, health) ->
                        new ControlPlane(
                                settings,
                                log,
                                vertx,
                                metrics.registry(),
                                health,
                                InstantSource.system()));
    }

    /** Prepares the database and the topics, then decides and answers. */
    @Override
    public void start() throws Exception {
        started.push(_ -> source.close());
        Schema.migrate(source);
        log.create(Arrays.stream(Topic.values()).map(this::spec).toList());
        loop.start();
        started.push(loop::stop);
        heartbeats.start(loop);
        started.push(heartbeats::stop);
        poolEvents.start(loop);
        started.push(poolEvents::stop);
        keyExpiry.start();
        started.push(keyExpiry::stop);
        budgets.start();
        started.push(budgets::stop);
        notifications.start();
        started.push(notifications::stop);
        publisher.start();
        started.push(publisher::stop);
        started.push(server::stop);
        server.start();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        Exception first = null;
        while (!started.isEmpty()) {
            try {
                started.pop()
                        .within(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
            } catch (Exception e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first != null) throw first;
    }

    /** The port of the management API, once started. */
    public int port() {
        return server.port();
    }

    /** The commands and views of platform teams, for callers in the same process. */
    public Management management() {
        return management;
    }

    private void answer(Outbox outbox, LeaseGranted lease) {
        // A lease that does not arrive is as good as none: the next one may.
        var _ = log.append(outbox.topicOf(lease), lease.node().value(), outbox.encode(lease));
    }

    private void changed(@Nullable String database) {
        if (database == null) loop.ownershipChanged();
        else loop.changed(new DatabaseId(database));
    }

    private String topic(Topic topic) {
        return topic.in(settings.topicPrefix(), settings.region());
    }

    private TopicSpec spec(Topic topic) {
        return new TopicSpec(
                topic(topic),
                topic.partitions(),
                topic.cleanup() == Topic.Cleanup.COMPACT,
                topic.retention());
    }

    /** All replicas of a region's control plane append under one name, one at a time. */
    private static String writerName(ControlSettings settings) {
        return settings.topicPrefix() + "." + settings.region() + ".outbox";
    }

    private static HikariDataSource source(ControlSettings settings, MeterRegistry meters) {
        // Made without a configuration it opens nothing before it is first asked.
        var config = new HikariDataSource();
        config.setPoolName("control");
        config.setJdbcUrl(settings.databaseUrl());
        config.setUsername(settings.databaseUser());
        config.setPassword(settings.databasePassword().value());
        config.setMaximumPoolSize(settings.databaseConnections());
        config.setAutoCommit(false);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(30).toMillis());
        config.addDataSourceProperty("ApplicationName", "weir-control");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "20");
        config.addDataSourceProperty(
                "options", "-c statement_timeout=10s -c idle_in_transaction_session_timeout=15s");
        config.setMetricRegistry(meters);
        return config;
    }
}
