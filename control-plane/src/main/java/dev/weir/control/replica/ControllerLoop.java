package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.PoolKey;
import dev.weir.control.fleet.Sample;
import dev.weir.control.management.StoreFault;
import dev.weir.control.plan.Controller;
import dev.weir.control.replica.ControlStore.Outcome;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.control.replica.ControlStore.Progress;
import dev.weir.events.DatabaseId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent;
import dev.weir.runtime.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link ControllerReplica}: the only thread that touches its state. */
public final class ControllerLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
    private static final int MOST_INPUTS = 20_000;

    private final ControllerReplica replica;
    private final Ticker ticker;
    private final Timing timing;
    private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(MOST_INPUTS);
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final Counter dropped;
    private final MultiGauge charges;
    private final MultiGauge limits;
    private volatile Fleet fleet;
    private volatile boolean stopping;
    private Set<DatabaseId> measured = Set.of();
    private boolean storeFailing;
    private boolean mostSilent;
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
     * @param leases answers a heartbeat
     * @param owned the partition by which a database is this replica's to decide; empty: it is not
     */
    public ControllerLoop(
            ControlStore ledger,
            Controller controller,
            Consumer<LeaseGranted> leases,
            Ticker ticker,
            Timing timing,
            Function<DatabaseId, Optional<PartitionLease>> owned,
            MeterRegistry meters) {
        this.ticker = ticker;
        this.timing = timing;
        this.replica =
                new ControllerReplica(
                        ledger,
                        controller::decide,
                        leases,
                        ticker::nanos,
                        timing,
                        owned,
                        new Recorder(meters));
        this.fleet = replica.fleet();
        dropped = Counter.builder("weir.control.inputs.dropped").register(meters);
        charges = MultiGauge.builder("weir.control.database.charged").register(meters);
        limits = MultiGauge.builder("weir.control.database.limit").register(meters);
        Gauge.builder("weir.control.nodes", this, loop -> loop.fleet().censusSize())
                .register(meters);
        Gauge.builder("weir.control.nodes.silent", this, ControllerLoop::silentNodes)
                .register(meters);
    }

    private int silentNodes() {
        return fleet().silentNodes(timing.silence().suspectAfter());
    }

    /** Begins to decide. */
    public void start() {
        replica.start();
        publishFleet();
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
        return fleet.at(new Moment(ticker.nanos()));
    }

    /** The databases that this replica decides, as of now. */
    public Map<DatabaseId, DatabaseState> databases() {
        return Collections.unmodifiableMap(replica.states());
    }

    /** The newest report of a pool, if it is one of this replica's. */
    public Optional<Sample> latest(PoolKey pool) {
        return replica.of(pool.environment())
                .flatMap(state -> Optional.ofNullable(state.demand(pool).latest()));
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
        var nextTick = ticker.nanos();
        try {
            while (!stopping) {
                long wait = nextTick - ticker.nanos();
                if (wait <= 0 && inputs.isEmpty()) {
                    tick();
                    nextTick = ticker.nanos() + timing.tick().toNanos();
                    continue;
                }
                // What was heard before comes first: this loop's delay is not the nodes' silence.
                var input = inputs.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
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
                case Input.Heard(var heartbeat) -> replica.hear(heartbeat);
                case Input.Happened(var event, var progress, var done) ->
                        done.complete(replica.happened(event, progress));
                case Input.Changed(var database) -> replica.changed(database);
                case Input.OwnershipChanged() -> replica.ownershipChanged();
            }
            storeFailing = false;
        } catch (StoreFault e) {
            if (input instanceof Input.Happened(_, _, var done)) done.completeExceptionally(e);
            failed(e);
        }
        publishFleet();
    }

    private void tick() {
        try {
            replica.tick();
            storeFailing = false;
        } catch (StoreFault e) {
            failed(e);
        }
        publishFleet();
        publishGauges();
        raiseAlarm();
    }

    private void publishFleet() {
        fleet = replica.fleet();
    }

    private void failed(StoreFault fault) {
        if (storeFailing) return;
        storeFailing = true;
        LOG.atError().setCause(fault).log("nothing can be decided without the store");
    }

    private void raiseAlarm() {
        boolean now = fleet.isMassSilence();
        if (now == mostSilent) return;
        mostSilent = now;
        LOG.atError()
                .addKeyValue("silent", silentNodes())
                .addKeyValue("nodes", fleet.censusSize())
                .log(
                        now
                                ? "most nodes are silent, nothing is taken from them"
                                : "most nodes speak again");
    }

    /** A scrape reads the values; here only databases that came or went cost anything. */
    private void publishGauges() {
        var states = replica.states();
        if (measured.equals(states.keySet())) return;
        measured = Set.copyOf(states.keySet());
        var charged = new ArrayList<MultiGauge.Row<?>>();
        var limit = new ArrayList<MultiGauge.Row<?>>();
        for (var id : measured) {
            var tags = Tags.of("database", id.value());
            charged.add(MultiGauge.Row.of(tags, () -> grants(id, DatabaseGrants::charged)));
            limit.add(MultiGauge.Row.of(tags, () -> grants(id, of -> of.limit().wanted())));
        }
        charges.register(charged, true);
        limits.register(limit, true);
    }

    private int grants(DatabaseId id, ToIntFunction<DatabaseGrants> value) {
        var state = replica.states().get(id);
        return state == null ? 0 : value.applyAsInt(state.grants());
    }

    /** Counts, and writes down what an operator should know. */
    private static final class Recorder implements Witness {
        private final Counter heartbeats;
        private final Counter decisions;
        private final Counter conflicts;

        Recorder(MeterRegistry meters) {
            heartbeats = Counter.builder("weir.control.heartbeats").register(meters);
            decisions = Counter.builder("weir.control.commits").register(meters);
            conflicts = Counter.builder("weir.control.conflicts").register(meters);
        }

        @Override
        public void heard(NodeHeartbeat heartbeat, boolean isNew) {
            heartbeats.increment();
            if (!isNew) return;
            LOG.atInfo()
                    .addKeyValue("node", heartbeat.node())
                    .addKeyValue("incarnation", heartbeat.incarnation())
                    .addKeyValue("cluster", heartbeat.cluster())
                    .addKeyValue("draining", heartbeat.draining())
                    .log("node heard");
        }

        @Override
        public void refused(NodeHeartbeat heartbeat) {
            LOG.atWarn()
                    .addKeyValue("node", heartbeat.node())
                    .addKeyValue("incarnation", heartbeat.incarnation())
                    .log("a life that was replaced speaks again and is not heard");
        }

        @Override
        public void withheld(NodeLife life) {
            LOG.atInfo()
                    .addKeyValue("node", life.node())
                    .addKeyValue("incarnation", life.incarnation())
                    .log("node silent, lease withheld");
        }

        @Override
        public void committed() {
            decisions.increment();
        }

        @Override
        public void conflicted() {
            conflicts.increment();
        }
    }
}
