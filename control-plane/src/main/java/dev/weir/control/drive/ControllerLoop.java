package dev.weir.control.drive;

import dev.weir.control.StoreFault;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.PoolKey;
import dev.weir.control.fleet.Sample;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.store.FleetStore;
import dev.weir.control.store.FleetStore.Outcome;
import dev.weir.control.store.FleetStore.Progress;
import dev.weir.control.store.Outbox;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.PoolEvent;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the controller: the only thread that touches its state. */
public final class ControllerLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
    private static final int MOST_INPUTS = 20_000;
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration KEEP_NODE = Duration.ofSeconds(5);
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final FleetStore store;
    private final Outbox outbox;
    private final Controller controller;
    private final EventLog log;
    private final Ticker ticker;
    private final Timing timing;
    private final Predicate<DatabaseId> owned;
    private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(MOST_INPUTS);
    private final Map<DatabaseId, DatabaseState> states = new HashMap<>();
    private final Map<EnvironmentId, DatabaseId> databaseOf = new HashMap<>();
    private final Map<NodeId, Moment> kept = new HashMap<>();
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final Counter heartbeats;
    private final Counter decisions;
    private final Counter conflicts;
    private final Counter dropped;
    private final MultiGauge charges;
    private final MultiGauge limits;
    private volatile Fleet fleet;
    private volatile Map<DatabaseId, DatabaseState> snapshot = Map.of();
    private volatile boolean stopping;
    private boolean storeFailing;
    private Moment refreshed;
    private @Nullable Thread thread;

    /** What the loop is fed with. */
    private sealed interface Input {
        record Heard(NodeHeartbeat heartbeat) implements Input {}

        record Happened(PoolEvent event, Progress progress, CompletableFuture<Outcome> done)
                implements Input {}

        record Changed(DatabaseId database) implements Input {}

        record OwnershipChanged() implements Input {}
    }

    /**
     * A loop that is not started yet.
     *
     * @param owned whether a database is this replica's to decide
     */
    public ControllerLoop(
            FleetStore store,
            Outbox outbox,
            Controller controller,
            EventLog log,
            Ticker ticker,
            Timing timing,
            Predicate<DatabaseId> owned,
            MeterRegistry meters) {
        this.store = store;
        this.outbox = outbox;
        this.controller = controller;
        this.log = log;
        this.ticker = ticker;
        this.timing = timing;
        this.owned = owned;
        this.fleet = Fleet.watching(now(), timing.suspectAfter(), Map.of());
        this.refreshed = now();
        heartbeats = Counter.builder("weir.control.heartbeats").register(meters);
        decisions = Counter.builder("weir.control.commits").register(meters);
        conflicts = Counter.builder("weir.control.conflicts").register(meters);
        dropped = Counter.builder("weir.control.inputs.dropped").register(meters);
        charges = MultiGauge.builder("weir.control.database.charged").register(meters);
        limits = MultiGauge.builder("weir.control.database.limit").register(meters);
    }

    /** Begins to decide. */
    public void start() {
        fleet = Fleet.watching(now(), timing.suspectAfter(), store.retired());
        thread = Thread.ofPlatform().name("controller").start(this::run);
    }

    /** Ends after what is under way. */
    public void stop(Duration deadline) throws InterruptedException {
        stopping = true;
        var running = thread;
        if (running == null) return;
        running.join(deadline);
        if (running.isAlive()) running.interrupt();
    }

    /** Whether it decides; not so after a failure of its own, which is a bug. */
    public boolean isAlive() {
        return thread != null && thread.isAlive();
    }

    /** Who lives, as of the last thing that was heard. */
    public Fleet fleet() {
        return fleet.at(now());
    }

    /** The databases that this replica decides, as of the last tick. */
    public Map<DatabaseId, DatabaseState> databases() {
        return snapshot;
    }

    /** What a pool said last, if it is one of this replica's. */
    public Optional<Sample> latest(PoolKey pool) {
        for (var state : snapshot.values()) {
            var latest = state.demand(pool).latest();
            if (latest != null) return Optional.of(latest);
        }
        return Optional.empty();
    }

    /** A node spoke. Never blocks: what cannot be taken is said again in a second. */
    public void hear(NodeHeartbeat heartbeat) {
        offer(new Input.Heard(heartbeat));
    }

    /** Something happened to a pool; the answer says whether reading may go on behind it. */
    public CompletableFuture<Outcome> happened(PoolEvent event, Progress progress)
            throws InterruptedException {
        var done = new CompletableFuture<Outcome>();
        inputs.put(new Input.Happened(event, progress, done));
        return done;
    }

    /** A database was changed by somebody else. */
    public void changed(DatabaseId database) {
        offer(new Input.Changed(database));
    }

    /** This replica has won or lost databases. */
    public void ownershipChanged() {
        offer(new Input.OwnershipChanged());
    }

    private void offer(Input input) {
        if (inputs.offer(input)) {
            dropping.set(false);
            return;
        }
        dropped.increment();
        if (dropping.compareAndSet(false, true)) {
            LOG.atWarn().addKeyValue("waiting", inputs.size()).log("controller is behind");
        }
    }

    private void run() {
        var nextTick = now();
        try {
            while (!stopping) {
                var now = now();
                if (now.compareTo(nextTick) >= 0) {
                    tick();
                    nextTick = now.plus(timing.tick());
                    continue;
                }
                var input = inputs.poll(nextTick.since(now).toNanos(), TimeUnit.NANOSECONDS);
                if (input != null) take(input);
            }
        } catch (InterruptedException _) {
            LOG.atDebug().log("controller interrupted");
        } finally {
            inputs.forEach(input -> {
                if (input instanceof Input.Happened(_, _, var done)) done.cancel(false);
            });
        }
    }

    private void take(Input input) {
        try {
            switch (input) {
                case Input.Heard(var heartbeat) -> hearNow(heartbeat);
                case Input.Happened(var event, var progress, var done) ->
                        done.complete(happenedNow(event, progress));
                case Input.Changed(var database) -> {
                    if (reload(database)) step(database, new ControllerEvent.Tick(fleet()), null);
                }
                case Input.OwnershipChanged() -> refresh();
            }
            storeFailing = false;
        } catch (StoreFault e) {
            if (input instanceof Input.Happened(_, _, var done)) done.completeExceptionally(e);
            failed(e);
        }
    }

    private void tick() {
        fleet = fleet.at(now());
        try {
            if (now().isPast(REFRESH, refreshed)) refresh();
            for (var database : List.copyOf(states.keySet())) {
                step(database, new ControllerEvent.Tick(fleet), null);
            }
            storeFailing = false;
        } catch (StoreFault e) {
            failed(e);
        }
        snapshot = Map.copyOf(states);
        publishGauges();
    }

    /** Loads what has come to this replica, forgets what has left it. */
    private void refresh() {
        refreshed = now();
        for (var database : store.databases()) {
            if (!owned.test(database)) {
                forget(database);
            } else if (!states.containsKey(database)) {
                reload(database);
            }
        }
        snapshot = Map.copyOf(states);
    }

    private boolean reload(DatabaseId database) {
        if (!owned.test(database)) {
            forget(database);
            return false;
        }
        var known = states.get(database);
        var loaded = store.load(database);
        if (loaded.isEmpty()) {
            forget(database);
            return false;
        }
        put(known == null ? DatabaseState.of(loaded.get()) : known.with(loaded.get()));
        return true;
    }

    private void put(DatabaseState state) {
        states.put(state.grants().id(), state);
        for (var environment : state.grants().environments().keySet()) {
            databaseOf.put(environment, state.grants().id());
        }
    }

    private void forget(DatabaseId database) {
        if (states.remove(database) != null) databaseOf.values().removeIf(database::equals);
    }

    private void hearNow(NodeHeartbeat heartbeat) {
        fleet = fleet.at(now());
        if (!fleet.isNews(heartbeat)) return;
        heartbeats.increment();
        if (!keep(heartbeat)) return;
        fleet = fleet.apply(heartbeat, now());
        Controller.answer(fleet, heartbeat, timing.lease())
                .ifPresent(lease -> {
                    // A lease that does not arrive is as good as none: the next one may.
                    var _ =
                            log.append(
                                    outbox.topicOf(lease),
                                    lease.node().value(),
                                    outbox.encode(lease));
                });
        for (var report : heartbeat.pools()) {
            var database = databaseOf.get(report.environment());
            if (database == null || !states.containsKey(database)) continue;
            step(
                    database,
                    new ControllerEvent.Reported(
                            fleet, heartbeat.node(), heartbeat.incarnation(), report),
                    null);
        }
    }

    /** A new life is taken note of before anything is decided on it; the rest now and then. */
    private boolean keep(NodeHeartbeat heartbeat) {
        var node = heartbeat.node();
        var known = fleet.nodes().get(node);
        boolean isNew =
                known == null
                        || !known.incarnation().equals(heartbeat.incarnation())
                        || known.draining() != heartbeat.draining();
        var last = kept.get(node);
        if (!isNew && last != null && !now().isPast(KEEP_NODE, last)) return true;
        try {
            if (!store.seen(heartbeat)) {
                fleet = fleet.retire(node, heartbeat.incarnation());
                LOG.atWarn()
                        .addKeyValue("node", node)
                        .addKeyValue("incarnation", heartbeat.incarnation())
                        .log("a life that was replaced speaks again and is not heard");
                return false;
            }
            kept.put(node, now());
            if (isNew) {
                LOG.atInfo()
                        .addKeyValue("node", node)
                        .addKeyValue("incarnation", heartbeat.incarnation())
                        .addKeyValue("cluster", heartbeat.cluster())
                        .addKeyValue("draining", heartbeat.draining())
                        .log("node heard");
            }
            return true;
        } catch (StoreFault e) {
            failed(e);
            return !isNew;
        }
    }

    private Outcome happenedNow(PoolEvent event, Progress progress) {
        fleet = fleet.at(now());
        if (!(event instanceof PoolEvent.PoolRequested requested)) return moveOn(progress);
        var database = databaseOf.getOrDefault(requested.environment(), requested.database());
        if (!states.containsKey(database)) {
            return moveOn(progress);
        }
        return step(
                database,
                new ControllerEvent.Requested(
                        fleet,
                        requested.environment(),
                        requested.node(),
                        requested.incarnation(),
                        requested.waiting()),
                progress);
    }

    private Outcome moveOn(Progress progress) {
        return store.advance(progress.owned(), progress.next()).isPresent()
                ? new Outcome.Advanced()
                : new Outcome.Fenced();
    }

    /** Decides and commits; when another was faster, looks again and decides anew. */
    private Outcome step(DatabaseId database, ControllerEvent event, @Nullable Progress progress) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            var state = states.get(database);
            if (state == null) break;
            var decision = controller.decide(state, event);
            if (!decision.changes(state)) {
                put(decision.state());
                return progress == null ? new Outcome.Advanced() : moveOn(progress);
            }
            var outcome =
                    store.commit(
                            state.grants(),
                            decision.state().grants(),
                            decision.commands(),
                            progress);
            switch (outcome) {
                case Outcome.Committed(var grants) -> {
                    decisions.increment();
                    put(decision.state().with(grants));
                    return outcome;
                }
                case Outcome.Fenced() -> {
                    return outcome;
                }
                case Outcome.Advanced() ->
                        throw new AssertionError("a commit does not only move on");
                case Outcome.Conflict() -> {
                    conflicts.increment();
                    reload(database);
                }
            }
        }
        return progress == null ? new Outcome.Conflict() : moveOn(progress);
    }

    private void failed(StoreFault fault) {
        if (storeFailing) return;
        storeFailing = true;
        LOG.atError().setCause(fault).log("nothing can be decided without the store");
    }

    private void publishGauges() {
        var charged = new ArrayList<MultiGauge.Row<?>>();
        var limit = new ArrayList<MultiGauge.Row<?>>();
        for (var state : states.values()) {
            var tags = Tags.of("database", state.grants().id().value());
            charged.add(MultiGauge.Row.of(tags, state.grants().charged()));
            limit.add(MultiGauge.Row.of(tags, state.grants().limit().wanted()));
        }
        charges.register(charged, true);
        limits.register(limit, true);
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }
}
