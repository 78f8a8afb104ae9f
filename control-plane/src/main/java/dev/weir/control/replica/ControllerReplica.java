package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Moment;
import dev.weir.control.management.StoreFault;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.Decision;
import dev.weir.control.replica.ControlStore.Outcome;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.control.replica.ControlStore.Progress;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.PoolEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A replica of the controller without its threads: takes each event to {@link Membership} and to
 * {@link Decisions}. For one thread, whose clock it is given; it reaches the world by its store and
 * by the answers to heartbeats only.
 *
 * <p>Its methods throw a {@link StoreFault} when the store is out of reach. Its state is then as it
 * was before; if the store differs, the next commit is refused and the state is loaded again.
 */
public final class ControllerReplica {
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final Membership membership;
    private final Decisions decisions;
    private Moment refreshed;

    /**
     * A replica that knows nothing yet.
     *
     * @param controller {@link Controller#decide}
     * @param leases where answers to heartbeats go
     * @param clock nanoseconds of a monotonic clock
     * @param owned the partition by which a database is this replica's to decide; empty: it is not
     */
    public ControllerReplica(
            ControlStore ledger,
            BiFunction<DatabaseState, ControllerEvent, Decision> controller,
            Consumer<LeaseGranted> leases,
            LongSupplier clock,
            Timing timing,
            Function<DatabaseId, Optional<PartitionLease>> owned,
            Witness witness) {
        membership = new Membership(ledger, leases, clock, timing, witness);
        decisions = new Decisions(ledger, controller, owned, membership, witness);
        refreshed = membership.now();
    }

    /** Begins to watch: from now on silence counts. */
    public void start() {
        membership.start();
        refreshed = membership.now();
    }

    /** The fleet as of now. */
    public Fleet fleet() {
        return membership.fleet().at(membership.now());
    }

    /** The databases that this replica decides. Any thread may read the map. */
    public Map<DatabaseId, DatabaseState> states() {
        return decisions.states();
    }

    /** The state of an environment's database, if it is this replica's. From any thread. */
    public Optional<DatabaseState> of(EnvironmentId environment) {
        return decisions.of(environment);
    }

    /** Time has gone by. */
    public void tick() {
        membership.advance();
        if (membership.now().isPast(REFRESH, refreshed)) refresh();
        membership.withhold();
        membership.expire();
        decisions.tick();
    }

    private void refresh() {
        refreshed = membership.now();
        membership.refresh();
        decisions.refresh();
    }

    /** This replica has won or lost databases: what it knew of them may be of another time. */
    public void ownershipChanged() {
        refreshed = membership.now();
        membership.refresh();
        decisions.reloadAll();
    }

    /** A database was changed by another process, for example by a command. */
    public void changed(DatabaseId database) {
        membership.advance();
        decisions.changed(database);
    }

    /** A node spoke. */
    public void hear(NodeHeartbeat heartbeat) {
        if (!membership.hear(heartbeat)) return;
        for (var report : heartbeat.pools()) decisions.reported(heartbeat.life(), report);
        membership.answer(heartbeat);
    }

    /** Something happened to a pool; the answer says whether reading may go on behind it. */
    public Outcome happened(PoolEvent event, Progress progress) {
        membership.advance();
        return toControllerEvent(event)
                .map(heard ->
                        decisions.happened(event.environment(), event.database(), heard, progress))
                .orElseGet(() -> decisions.moveOn(progress));
    }

    private Optional<ControllerEvent> toControllerEvent(PoolEvent event) {
        var fleet = membership.fleet();
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
}
