package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.Reaping;
import dev.weir.control.plan.Controller;
import dev.weir.control.replica.ControlStore.Hearing;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lives of nodes as a replica knows them: hears heartbeats, answers them with leases, withholds
 * leases from the silent, and records which leases are over. For one thread.
 */
final class Membership {
    private static final Duration KEEP_NODE = Duration.ofSeconds(5);

    private final ControlStore ledger;
    private final Consumer<LeaseGranted> leases;
    private final LongSupplier clock;
    private final Timing timing;
    private final Witness witness;
    private final Holders holders = new Holders();
    private final Map<NodeId, Moment> kept = new HashMap<>();
    private Fleet fleet;

    Membership(
            ControlStore ledger,
            Consumer<LeaseGranted> leases,
            LongSupplier clock,
            Timing timing,
            Witness witness) {
        this.ledger = ledger;
        this.leases = leases;
        this.clock = clock;
        this.timing = timing;
        this.witness = witness;
        this.fleet = Fleet.watching(now(), timing.silence(), Set.of());
    }

    /** Begins to watch: from now on silence counts. */
    void start() {
        var retired = ledger.retired();
        // Before the moment from which on silence counts: what was answered until then is older.
        var expected = ledger.expected();
        fleet = Fleet.watching(now(), timing.silence(), retired).expecting(expected);
    }

    Moment now() {
        return new Moment(clock.getAsLong());
    }

    /** The fleet as of the last event. */
    Fleet fleet() {
        return fleet;
    }

    /** The holdings of all databases that this replica decides. */
    Holders holders() {
        return holders;
    }

    /** Time has gone by, until this event. */
    void advance() {
        fleet = fleet.at(now());
    }

    /** Learns of the lives that other replicas, or operators, have retired. */
    void refresh() {
        ledger.retired().forEach(life -> fleet = fleet.retire(life));
    }

    /** A node spoke; whether its reports are to be decided on. */
    boolean hear(NodeHeartbeat heartbeat) {
        advance();
        if (!fleet.isNews(heartbeat) || !keep(heartbeat)) return false;
        fleet = fleet.apply(heartbeat, now());
        return true;
    }

    /** Answers a heartbeat, once its reports were decided on: they may have settled a lease. */
    void answer(NodeHeartbeat heartbeat) {
        if (ledger.admit(heartbeat.life(), heartbeat.sequence())) {
            Controller.answer(fleet, heartbeat, timing.lease()).ifPresent(leases);
        }
    }

    /** A new life is recorded before anything is decided on it; the rest now and then. */
    private boolean keep(NodeHeartbeat heartbeat) {
        var node = heartbeat.node();
        var known = fleet.nodes().get(node);
        boolean isNew =
                known == null
                        || !known.life().equals(heartbeat.life())
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
     * none; the replica that decides then may not be this one, which has listened for long enough
     * to say so. Not while most nodes are silent: then it is this replica that hears nothing.
     */
    void withhold() {
        if (2 * fleet.silentNodes(timing.silence().withholdAfter()) > fleet.censusSize()) return;
        holders.lives().forEach(this::withhold);
        for (var node : fleet.nodes().values()) {
            if (!node.draining()) withhold(node.life());
        }
        fleet.expected().values().forEach(expected -> withhold(expected.life()));
    }

    private void withhold(NodeLife life) {
        if (!fleet.isToWithhold(life)) return;
        var stored = ledger.withhold(life);
        fleet = fleet.at(now()).withhold(life, stored);
        witness.withheld(life);
    }

    /** Records the leases that are over by this replica's clock, and reads those of others. */
    void expire() {
        fleet.withheld()
                .forEach((node, lease) -> {
                    if (!fleet.isToExpire(node)) return;
                    boolean noted = ledger.expire(lease.life(), lease.number());
                    fleet = noted ? fleet.expire(lease.life()) : fleet.admit(node);
                });
        var awaited = holders.lives().stream().filter(this::isAwaited).toList();
        if (awaited.isEmpty()) return;
        var expired = ledger.expired();
        for (var life : awaited) {
            if (expired.contains(life)) fleet = fleet.expire(life);
        }
    }

    /** A life of which slots are free as soon as its leases are over. */
    private boolean isAwaited(NodeLife life) {
        return holders.isAboveFloor(life)
                && fleet.isSuspect(life.node())
                && !fleet.isRetired(life)
                && !fleet.isExpired(life);
    }

    /** It turned out that another replica has heard a node. */
    void admit(NodeId node) {
        fleet = fleet.admit(node);
    }

    /** The sessions of these lives were ordered to be ended: their silence is no news. */
    void writeOff(DatabaseState state) {
        for (var environment : state.grants().environments().values()) {
            for (var holding : environment.holdings()) {
                if (isReaped(holding.reaping())) fleet = fleet.writeOff(holding.life());
            }
        }
    }

    private static boolean isReaped(@Nullable Reaping reaping) {
        return reaping != null && !reaping.over();
    }
}
