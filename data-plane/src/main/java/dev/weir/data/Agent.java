package dev.weir.data;

import dev.weir.data.grant.GrantBook;
import dev.weir.data.grant.Lease;
import dev.weir.data.grant.StallDetector;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.data.pool.PoolListener;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.PoolEvent;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with the control plane: heartbeats out, grants and leases in, pool events out. All of its
 * state belongs to one thread.
 */
final class Agent implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** How often the clock is looked at; a good part below the stall limit. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** What should be reported soon waits for this long at most, and so gathers. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final Identity identity;
    private final NodeSettings settings;
    private final EventLog log;
    private final Ticker ticker;
    private final Lease lease;
    private final GrantBook book;
    private final FactCodec codec = new FactCodec();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("agent").daemon().factory());
    private final StallDetector stalls;
    private volatile @Nullable Serving serving;
    private long sequence;
    private boolean draining;
    private boolean closed;
    private boolean frozen = true;

    Agent(Identity identity, NodeSettings settings, EventLog log, Ticker ticker, Lease lease) {
        this.identity = identity;
        this.settings = settings;
        this.log = log;
        this.ticker = ticker;
        this.lease = lease;
        this.book = new GrantBook(identity.node(), identity.incarnation());
        this.stalls = new StallDetector(settings.stallLimit(), ticker.nanos());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Whose pools it speaks for, and where applications reach them. */
    private record Serving(Pools pools, Reports reports, String endpoint) {}

    /** Before anything is heard: whose pools it speaks for; and again, once it is known, where. */
    void serve(Pools pools, String endpoint) {
        serving = new Serving(pools, new Reports(pools), endpoint);
    }

    private Serving serving() {
        return Objects.requireNonNull(serving, "serve() comes first");
    }

    @Override
    public void start() {
        long tick = TICK.toMillis();
        long heartbeat = settings.heartbeat().toMillis();
        var _ = thread.scheduleAtFixedRate(guarded(this::tick), tick, tick, TimeUnit.MILLISECONDS);
        var _ =
                thread.scheduleAtFixedRate(
                        guarded(this::beat), 0, heartbeat, TimeUnit.MILLISECONDS);
    }

    /**
     * Tells the control plane that the node wants to stop: give it nothing new. What is taken away
     * from now on is given back when all is closed, and not before: until then it is needed.
     */
    void drain() {
        thread.execute(
                guarded(() -> {
                    draining = true;
                    beat();
                }));
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        thread.submit(guarded(this::lastBeat))
                .get(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
        thread.shutdown();
    }

    /** A grant was heard. */
    void heard(GrantEvent event) {
        thread.execute(
                guarded(() ->
                        book.apply(event)
                                .ifPresent(grant -> serving().pools().granted(grant, !draining))));
    }

    /** A lease was heard, perhaps another node's. */
    void heard(LeaseGranted granted) {
        if (!granted.node().equals(identity.node())
                || !granted.incarnation().equals(identity.incarnation())) {
            return;
        }
        thread.execute(
                guarded(() -> {
                    lease.answered(granted.heartbeat(), granted.timeToLive());
                    look();
                }));
    }

    /** What an environment's pool has to say goes to the control plane, and to the account. */
    PoolListener listener(EnvironmentId environment, Account account) {
        return new PoolListener() {
            @Override
            public void announced(Epoch epoch, PoolNews news) {
                thread.execute(guarded(() -> announce(environment, epoch, news)));
            }

            @Override
            public void reportSoon() {
                Agent.this.reportSoon();
            }

            @Override
            public void returned(long lentNanos) {
                account.addDatabaseBusyNanos(lentNanos);
            }
        };
    }

    private void reportSoon() {
        if (soon.compareAndSet(false, true)) {
            var _ = thread.schedule(guarded(this::beat), SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        long now = ticker.nanos();
        if (stalls.stalled(now)) {
            LOG.atWarn().log("process stood still, lease given up");
            lease.stalled();
        }
        look();
    }

    /** Pools look again whenever the right to open connections came or went. */
    private void look() {
        boolean without = !lease.mayOpen(ticker.nanos());
        if (without == frozen) return;
        frozen = without;
        LOG.atInfo().addKeyValue("frozen", frozen).log("lease");
        serving().pools().permitChanged();
    }

    private void beat() {
        soon.set(false);
        sequence++;
        var now = serving();
        var heard = now.reports().gather(sequence, closed);
        lease.sent(sequence, ticker.nanos());
        publish(
                new NodeHeartbeat(
                        identity.node(),
                        identity.incarnation(),
                        identity.region(),
                        identity.cluster(),
                        now.endpoint(),
                        sequence,
                        settings.capacity(),
                        draining,
                        heard));
    }

    private void lastBeat() {
        closed = true;
        beat();
    }

    private void announce(EnvironmentId environment, Epoch epoch, PoolNews news) {
        var database = book.find(environment).map(grant -> grant.database());
        if (database.isEmpty()) return;
        var of = database.get();
        var node = identity.node();
        var life = identity.incarnation();
        publish(
                switch (news) {
                    case PoolNews.Requested(var waiting) ->
                            new PoolEvent.PoolRequested(
                                    of, environment, node, life, epoch, waiting);
                    case PoolNews.Started(var took) ->
                            new PoolEvent.PoolStarted(of, environment, node, life, epoch, took);
                    case PoolNews.Resized(var from, var to) ->
                            new PoolEvent.PoolResized(of, environment, node, life, epoch, from, to);
                    case PoolNews.Draining(var open) ->
                            new PoolEvent.PoolDraining(of, environment, node, life, epoch, open);
                    case PoolNews.Stopped() ->
                            new PoolEvent.PoolStopped(of, environment, node, life, epoch);
                    case PoolNews.Failed(var code) ->
                            new PoolEvent.PoolFailed(of, environment, node, life, epoch, code);
                });
    }

    private void publish(Fact fact) {
        log.append(
                        identity.topic(Topic.of(fact)),
                        Topic.keyOf(fact),
                        codec.encode(identity.event(fact)))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.atDebug()
                                .addKeyValue("topic", Topic.of(fact).topicName())
                                .addKeyValue("reason", String.valueOf(failure.getMessage()))
                                .log("not published");
                    }
                });
    }

    /**
     * A periodic task that throws would not be run again, and a node without heartbeats is frozen
     * for good.
     */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("agent's task failed");
            }
        };
    }
}
