package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.Reaping;
import dev.weir.control.management.StoreFault;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.Decision;
import dev.weir.control.replica.Ledger.Hearing;
import dev.weir.control.replica.Ledger.Outcome;
import dev.weir.control.replica.Ledger.Owned;
import dev.weir.control.replica.Ledger.Progress;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent;
import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a replica of the controller does with each thing that happens: decides, commits, and when
 * another replica was faster looks again and decides anew. For one thread, whose clock it is given;
 * what it needs of the world are its ledger and a way to answer heartbeats.
 *
 * <p>Its methods throw a {@link StoreFault} when the ledger is out of reach. What is known here is
 * then as it was before; if the ledger has it otherwise, the next commit is refused and looks
 * again.
 */
public final class Steering {
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration KEEP_NODE = Duration.ofSeconds(5);
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final BiFunction<DatabaseState, ControllerEvent, Decision> controller;
    private final Consumer<LeaseGranted> leases;
    private final LongSupplier clock;
    private final Timing timing;
    private final Function<DatabaseId, Optional<Owned>> owned;
    private final Witness witness;
    private final Map<DatabaseId, DatabaseState> states = new HashMap<>();
    private final Map<EnvironmentId, DatabaseId> databaseOf = new HashMap<>();
    private final Map<NodeId, Moment> kept = new HashMap<>();
    private Fleet fleet;
    private Moment refreshed;

    /** Who is told what happens here, to count it and to write it down. */
    public interface Witness {
        /** Tells nobody. */
        Witness NOBODY = new Witness() {};

        /** A heartbeat was news. */
        default void heard(NodeHeartbeat heartbeat, boolean isNew) {}

        /** A life that was replaced speaks again; it is not heard. */
        default void refused(NodeHeartbeat heartbeat) {}

        /** A silent life gets no lease from now on. */
        default void withheld(NodeLife life) {}

        /** A decision was committed. */
        default void committed() {}

        /** Another replica was faster. */
        default void conflicted() {}
    }

    /**
     * A replica that knows nothing yet.
     *
     * @param controller {@link Controller#decide}
     * @param leases where answers to heartbeats go
     * @param clock nanoseconds of a monotonic clock
     * @param owned the partition by which a database is this replica's to decide; empty: it is not
     */
    public Steering(
            Ledger ledger,
            BiFunction<DatabaseState, ControllerEvent, Decision> controller,
            Consumer<LeaseGranted> leases,
            LongSupplier clock,
            Timing timing,
            Function<DatabaseId, Optional<Owned>> owned,
            Witness witness) {
        this.ledger = ledger;
        this.controller = controller;
        this.leases = leases;
        this.clock = clock;
        this.timing = timing;
        this.owned = owned;
        this.witness = witness;
        this.fleet = Fleet.watching(now(), timing.silence(), Set.of());
        this.refreshed = now();
    }

    /** Begins to watch: from now on silence counts. */
    public void start() {
        var retired = ledger.retired();
        // Before the moment from which on silence counts: what was answered until then is older.
        var expected = ledger.expected();
        fleet = Fleet.watching(now(), timing.silence(), retired).expecting(expected);
        refreshed = now();
    }

    /** Who lives, as of the last thing that was heard. */
    public Fleet fleet() {
        return fleet.at(now());
    }

    /** The databases that this replica decides. */
    public Map<DatabaseId, DatabaseState> states() {
        return states;
    }

    /** Time has gone by. */
    public void tick() {
        fleet = fleet.at(now());
        if (now().isPast(REFRESH, refreshed)) refresh();
        withholdFromTheSilent();
        expire();
        for (var database : List.copyOf(states.keySet())) {
            step(database, new ControllerEvent.Tick(fleet()), null);
        }
    }

    /** Loads what has come to this replica, forgets what has left it. */
    public void refresh() {
        refreshed = now();
        ledger.retired().forEach(life -> fleet = fleet.retire(life));
        for (var database : ledger.databases()) {
            if (owned.apply(database).isEmpty()) {
                forget(database);
            } else if (!states.containsKey(database)) {
                reload(database);
            }
        }
    }

    /** This replica has won or lost databases: what it knew of them may be of another time. */
    public void ownershipChanged() {
        refresh();
        for (var database : List.copyOf(states.keySet())) reload(database);
    }

    /** A database was changed by somebody else. */
    public void changed(DatabaseId database) {
        if (reload(database)) step(database, new ControllerEvent.Tick(fleet()), null);
    }

    private boolean reload(DatabaseId database) {
        if (owned.apply(database).isEmpty()) {
            forget(database);
            return false;
        }
        var known = states.get(database);
        var loaded = ledger.load(database);
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

    /** A node spoke. */
    public void hear(NodeHeartbeat heartbeat) {
        fleet = fleet.at(now());
        if (!fleet.isNews(heartbeat)) return;
        if (!keep(heartbeat)) return;
        fleet = fleet.apply(heartbeat, now());
        for (var report : heartbeat.pools()) {
            var database = databaseOf.get(report.environment());
            if (database == null || !states.containsKey(database)) continue;
            if (isBehind(database, report)) reload(database);
            step(database, new ControllerEvent.Reported(fleet, heartbeat.life(), report), null);
        }
        // Last: by its reports it may have settled what kept it from a lease.
        if (ledger.admit(heartbeat.life(), heartbeat.sequence())) {
            Controller.answer(fleet, heartbeat, timing.lease()).ifPresent(leases);
        }
    }

    /** A node knows of a later decision: another replica has made it meanwhile. */
    private boolean isBehind(DatabaseId database, PoolReport report) {
        var state = states.get(database);
        return state != null
                && state.grants()
                        .environment(report.environment())
                        .filter(environment -> report.epoch().isAfter(environment.epoch()))
                        .isPresent();
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
        if (isNew || last == null || now().isPast(KEEP_NODE, last)) {
            switch (ledger.seen(heartbeat)) {
                case Hearing.Newest() -> kept.put(node, now());
                case Hearing.Unproven(var term) -> {
                    leases.accept(asking(heartbeat, term));
                    return false;
                }
                case Hearing.Replaced() -> {
                    fleet = fleet.retire(heartbeat.life());
                    witness.refused(heartbeat);
                    return false;
                }
            }
        }
        witness.heard(heartbeat, isNew);
        return true;
    }

    private static LeaseGranted asking(NodeHeartbeat heartbeat, long term) {
        return new LeaseGranted(heartbeat.life(), heartbeat.sequence(), Duration.ZERO, term);
    }

    /**
     * Silent lives get no lease of any replica any more, so that later it is certain that they have
     * none; whoever decides then, this replica may be the one that has listened for long enough to
     * say so. Not while most nodes are silent: then it is this replica that hears nothing.
     */
    private void withholdFromTheSilent() {
        if (2 * fleet.silentNodes(timing.silence().withholdAfter()) > fleet.censusSize()) return;
        holdings().forEach(holding -> withhold(holding.life()));
        for (var node : fleet.nodes().values()) {
            if (!node.draining()) withhold(node.life());
        }
        fleet.expected().values().forEach(expected -> withhold(expected.life()));
    }

    private Stream<Holding> holdings() {
        return states.values().stream()
                .flatMap(state -> state.grants().environments().values().stream())
                .flatMap(environment -> environment.holdings().stream());
    }

    private void withhold(NodeLife life) {
        if (!fleet.isToWithhold(life)) return;
        var stored = ledger.withhold(life);
        fleet = fleet.at(now()).withhold(life, stored);
        witness.withheld(life);
    }

    /** Says whose leases are over by this replica's clock, and asks for what others have said. */
    private void expire() {
        fleet.withheld()
                .forEach((node, lease) -> {
                    if (!fleet.isToExpire(node)) return;
                    boolean noted = ledger.expire(lease.life(), lease.number());
                    fleet = noted ? fleet.expire(lease.life()) : fleet.admit(node);
                });
        var awaited = holdings().filter(this::isAwaited).toList();
        if (awaited.isEmpty()) return;
        var expired = ledger.expired();
        for (var holding : awaited) {
            if (expired.contains(holding.life())) fleet = fleet.expire(holding.life());
        }
    }

    /** There is something to be had of a life as soon as its leases are over. */
    private boolean isAwaited(Holding holding) {
        var life = holding.life();
        return holding.charged() > Holding.FLOOR
                && fleet.isSuspect(life.node())
                && !fleet.isRetired(life)
                && !fleet.isExpired(life);
    }

    /** Something happened to a pool; the answer says whether reading may go on behind it. */
    public Outcome happened(PoolEvent event, Progress progress) {
        fleet = fleet.at(now());
        var heard = toControllerEvent(event);
        if (heard.isEmpty()) return moveOn(progress);
        var database = databaseOf.getOrDefault(event.environment(), event.database());
        if (!knows(database, event.environment())) reload(database);
        if (!states.containsKey(database)) return moveOn(progress);
        return step(database, heard.get(), progress);
    }

    /** Not so if it is so new that nobody has said yet that it is there. */
    private boolean knows(DatabaseId database, EnvironmentId environment) {
        var state = states.get(database);
        return state != null && state.grants().environments().containsKey(environment);
    }

    private Optional<ControllerEvent> toControllerEvent(PoolEvent event) {
        return switch (event) {
            case PoolEvent.PoolRequested requested ->
                    Optional.of(
                            new ControllerEvent.Requested(
                                    fleet,
                                    requested.environment(),
                                    requested.life(),
                                    requested.waiting()));
            case PoolEvent.PoolReaped reaped ->
                    Optional.of(
                            new ControllerEvent.Reaped(
                                    fleet, reaped.environment(), reaped.reaped(), reaped.epoch()));
            case PoolEvent.PoolStarted _,
                    PoolEvent.PoolResized _,
                    PoolEvent.PoolDraining _,
                    PoolEvent.PoolStopped _,
                    PoolEvent.PoolFailed _ ->
                    Optional.empty();
        };
    }

    private Outcome moveOn(Progress progress) {
        return ledger.advance(progress.owned(), progress.next()).isPresent()
                ? new Outcome.Advanced()
                : new Outcome.Fenced();
    }

    private Outcome step(DatabaseId database, ControllerEvent event, @Nullable Progress progress) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            var state = states.get(database);
            if (state == null) break;
            var decision = controller.apply(state, event);
            if (!decision.changes(state)) {
                put(decision.state());
                return progress == null ? new Outcome.Advanced() : moveOn(progress);
            }
            var owner = progress == null ? owned.apply(database) : Optional.of(progress.owned());
            var outcome =
                    owner.isEmpty()
                            ? new Outcome.Fenced()
                            : ledger.commit(
                                    state.grants(),
                                    decision.state().grants(),
                                    decision.commands(),
                                    owner.get(),
                                    progress);
            switch (outcome) {
                case Outcome.Committed(var grants) -> {
                    witness.committed();
                    put(decision.state().with(grants));
                    writeOff(decision.state());
                    return outcome;
                }
                case Outcome.Fenced() -> {
                    // Loaded again once it is this replica's again, or is still believed to be.
                    forget(database);
                    return outcome;
                }
                case Outcome.Advanced() ->
                        throw new AssertionError("a commit does not only move on");
                case Outcome.Spoke(var node) -> {
                    fleet = fleet.admit(node);
                    return progress == null ? outcome : moveOn(progress);
                }
                case Outcome.Conflict() -> {
                    witness.conflicted();
                    reload(database);
                }
            }
        }
        return progress == null ? new Outcome.Conflict() : moveOn(progress);
    }

    private void writeOff(DatabaseState state) {
        for (var environment : state.grants().environments().values()) {
            for (var holding : environment.holdings()) {
                if (isReaped(holding.reaping())) {
                    fleet = fleet.writeOff(holding.life());
                }
            }
        }
    }

    private static boolean isReaped(@Nullable Reaping reaping) {
        return reaping != null && !reaping.over();
    }

    private Moment now() {
        return new Moment(clock.getAsLong());
    }
}
