package dev.weir.billing;

import dev.weir.billing.http.BillingApi;
import dev.weir.billing.intake.Closer;
import dev.weir.billing.intake.EnvironmentIntake;
import dev.weir.billing.intake.UsageIntake;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.rollup.UsageKeys;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.intake.EnvironmentStore;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.UsageStore;
import dev.weir.billing.store.ledger.BudgetOutbox;
import dev.weir.billing.store.ledger.ClosingStore;
import dev.weir.billing.telling.BudgetTeller;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Part;
import dev.weir.runtime.TopicSpec;
import dev.weir.runtime.http.JsonApiServer;
import dev.weir.runtime.process.ProcessPart;
import dev.weir.runtime.process.ProcessSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A billing meter: reads what nodes have measured, keeps its sums, answers reports. Several of one
 * region share the work.
 */
public final class BillingMeter implements Part {
    /**
     * The most records of a transaction: those of many windows share their rows, so that what is
     * written hardly grows with them. Some 4 kB of each are in memory at once.
     */
    private static final int BATCH = 5_000;

    private final BillingSettings settings;
    private final EventLog log;
    private final BillingDatabase database;
    private final List<Part> parts;
    private final JsonApiServer server;
    private final Deque<Part> started = new ArrayDeque<>();

    /** A meter that is not started yet. The log and Vert.x stay the caller's. */
    public BillingMeter(
            BillingSettings settings,
            EventLog log,
            Vertx vertx,
            MeterRegistry meters,
            InstantSource clock) {
        this.settings = settings;
        this.log = log;
        database =
                new BillingDatabase(
                        settings.databaseUrl(),
                        settings.databaseUser(),
                        settings.databasePassword(),
                        settings.databaseConnections());
        var codec = new FactCodec();
        var judge =
                new UsageJudge(
                        settings.region(),
                        codec,
                        settings.usageSecret()
                                .map(secret ->
                                        new UsageKeys(
                                                secret.value().getBytes(StandardCharsets.UTF_8),
                                                settings.region())));
        var quarantine = new QuarantineStore(database, judge, clock);
        var environments =
                new EnvironmentIntake(
                        log,
                        topic(Topic.ENVIRONMENTS),
                        codec,
                        new EnvironmentStore(database, clock));
        server =
                new JsonApiServer(
                        vertx,
                        BillingApi.of(
                                database,
                                new BillingApi.Biller(settings.currency(), settings.provider()),
                                settings.allTokens(),
                                quarantine,
                                clock),
                        JsonApiServer.Options.on(settings.host(), settings.port()),
                        meters);
        parts =
                List.of(
                        environments,
                        new UsageIntake(
                                log,
                                topic(Topic.USAGE),
                                settings.group(),
                                judge,
                                new UsageStore(database, settings.sourceLive(), clock),
                                environments::isCaughtUp),
                        new Closer(
                                new ClosingStore(
                                        database, settings.currency(), settings.sourceLive()),
                                quarantine,
                                settings.closingInterval(),
                                clock),
                        new BudgetTeller(
                                new BudgetOutbox(database),
                                log,
                                settings.topicPrefix(),
                                settings.region(),
                                settings.closingInterval()),
                        server);
    }

    /** A billing meter with all that a process of its own needs. */
    public static Part process(ProcessSettings process, BillingSettings settings) {
        return new ProcessPart(
                process.withPollRecords(BATCH),
                (log, vertx, metrics, _) ->
                        new BillingMeter(
                                settings, log, vertx, metrics.registry(), InstantSource.system()));
    }

    /** Prepares the database and the topics, then reads and answers. */
    @Override
    public void start() throws Exception {
        database.migrate();
        log.create(
                Stream.of(Topic.ENVIRONMENTS, Topic.USAGE, Topic.BUDGETS).map(this::spec).toList());
        for (var part : parts) {
            started.push(part);
            part.start();
        }
    }

    /** The port of its API, once started. */
    public int port() {
        return server.port();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        var end = System.nanoTime() + deadline.toNanos();
        try {
            while (!started.isEmpty()) {
                var left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
                started.pop().stop(left);
            }
        } finally {
            database.close();
        }
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
}
