package dev.weir.data;

import dev.weir.data.agent.AgentEffect;
import dev.weir.data.agent.AgentInput;
import dev.weir.data.agent.NodeAgent;
import dev.weir.data.grant.GrantBook;
import dev.weir.data.grant.Lease;
import dev.weir.data.pool.Breaker;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.data.pool.PoolListener;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent;
import dev.weir.events.LeaseGranted;
import dev.weir.events.Reap;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with the control plane: heartbeats out, grants and leases in, pool events out. Runs a
 * {@link NodeAgent} on one thread.
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
    private final NodeAgent agent;
    private final FactCodec codec = new FactCodec();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1,
                    Thread.ofPlatform().name("agent").daemon().factory(),
                    // Once it has stopped, whatever is heard or happens is of no use to anybody.
                    new ThreadPoolExecutor.DiscardPolicy());
    private volatile @Nullable Serving serving;

    Agent(Identity identity, NodeSettings settings, EventLog log, Ticker ticker, Lease lease) {
        this.identity = identity;
        this.settings = settings;
        this.log = log;
        this.ticker = ticker;
        this.agent =
                new NodeAgent(
                        new NodeAgent.Self(
                                identity.life(),
                                identity.region(),
                                identity.cluster(),
                                settings.capacity(),
                                settings.stallLimit()),
                        lease,
                        ticker.nanos());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Whose pools it speaks for. */
    private record Serving(Pools pools, Reports reports, SessionReaper reaper) {}

    /** Before anything is heard: whose pools it speaks for; and again, once it is known, where. */
    void serve(Pools pools, String endpoint) {
        serving = new Serving(pools, new Reports(pools), new SessionReaper(pools));
        thread.execute(() -> agent.servesAt(endpoint));
    }

    /** What the node may hold. */
    GrantBook book() {
        return agent.book();
    }

    /** How long reads wait for those before them; see {@link Reports#headOfLine}. */
    Duration headOfLine() {
        var now = serving;
        return now == null ? Duration.ZERO : now.reports().headOfLine();
    }

    /** Pools whose database fails; see {@link Reports#open}. */
    int openBreakers() {
        var now = serving;
        return now == null ? 0 : now.reports().open();
    }

    /** Those of them where an attempt to connect is under way. */
    int halfOpenBreakers() {
        var now = serving;
        return now == null ? 0 : now.reports().halfOpen();
    }

    private Serving serving() {
        return Objects.requireNonNull(serving, "serve() comes first");
    }

    @Override
    public void start() {
        long tick = TICK.toMillis();
        long heartbeat = settings.heartbeat().toMillis();
        var _ =
                thread.scheduleAtFixedRate(
                        task(new AgentInput.Tick()), tick, tick, TimeUnit.MILLISECONDS);
        var _ =
                thread.scheduleAtFixedRate(
                        task(new AgentInput.BeatDue()), 0, heartbeat, TimeUnit.MILLISECONDS);
    }

    /**
     * Tells the control plane that the node wants to stop: give it nothing new. What is taken away
     * from now on is given back when all is closed, and not before: until then it is needed.
     */
    void drain() {
        submit(new AgentInput.Drain());
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        if (serving == null) { // it never spoke for anybody
            thread.shutdown();
            return;
        }
        thread.submit(task(new AgentInput.Close()))
                .get(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
        thread.shutdown();
    }

    /** A grant was heard. */
    void heard(GrantEvent event) {
        submit(new AgentInput.GrantsHeard(event));
    }

    /** A lease was heard, perhaps another node's. */
    void heard(LeaseGranted granted) {
        if (granted.node().equals(identity.node())) submit(new AgentInput.LeaseHeard(granted));
    }

    /** What an environment's pool has to say goes to the control plane, and to the account. */
    PoolListener listener(EnvironmentId environment, Account account) {
        return new PoolListener() {
            @Override
            public void announced(Epoch epoch, PoolNews news) {
                submit(new AgentInput.PoolChanged(environment, epoch, news));
            }

            @Override
            public void reportSoon() {
                // Many pools may say so at once: one task is enough.
                if (soon.compareAndSet(false, true)) submit(new AgentInput.ReportWanted());
            }

            @Override
            public void breakerChanged(Breaker from, Breaker to) {
                BreakerLog.changed(environment, from, to);
            }

            @Override
            public void returned(long lentNanos) {
                account.addDatabaseBusyNanos(lentNanos);
            }
        };
    }

    private void submit(AgentInput input) {
        thread.execute(task(input));
    }

    /**
     * A periodic task that throws would not be run again, and a node without heartbeats is frozen
     * for good.
     */
    private Runnable task(AgentInput input) {
        return () -> {
            try {
                take(input);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("agent's task failed");
            }
        };
    }

    private void take(AgentInput input) {
        for (var effect : agent.on(ticker.nanos(), input)) perform(effect);
    }

    private void perform(AgentEffect effect) {
        switch (effect) {
            case AgentEffect.Gather(_, var closed) -> {
                soon.set(false);
                take(new AgentInput.Gathered(serving().reports().gather(closed)));
            }
            case AgentEffect.Publish(var fact) -> publish(fact);
            case AgentEffect.Apply(var grant, var apply) -> serving().pools().granted(grant, apply);
            case AgentEffect.LookAgain(var frozen) -> {
                LOG.atInfo().addKeyValue("frozen", frozen).log("lease");
                serving().pools().permitChanged();
            }
            case AgentEffect.BeatSoon() -> {
                var _ =
                        thread.schedule(
                                task(new AgentInput.BeatDue()),
                                SOON.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
            case AgentEffect.Stalled() -> LOG.atWarn().log("process stood still, lease given up");
            case AgentEffect.EndSessions(var environment, var order) ->
                    endSessions(environment, order);
        }
    }

    private void endSessions(EnvironmentId environment, Reap order) {
        serving()
                .reaper()
                .end(environment, order)
                .whenComplete((none, failure) -> {
                    boolean clean = failure == null && none;
                    LOG.atDebug()
                            .addKeyValue("environment", environment)
                            .addKeyValue("node", order.node())
                            .addKeyValue("incarnation", order.incarnation())
                            .addKeyValue("none", clean)
                            .log("sessions of another node ended");
                    submit(new AgentInput.SessionsEnded(environment, order, clean));
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
}
