package dev.weir.sim;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.management.StoreFault;
import dev.weir.control.plan.Command;
import dev.weir.control.replica.ControlStore;
import dev.weir.events.DatabaseId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the store does with transactions, compare-and-swap and row locks, in memory. */
final class SimulatedLedger implements ControlStore {
    /** Of mistakes that show only when a process dies between two transactions. */
    private static final int TORN_EVERY = 40;

    private final Mutant mutant;
    private final Map<DatabaseId, DatabaseGrants> databases = new HashMap<>();
    private final Map<Integer, PartitionLease> offsets = new HashMap<>();
    private final Set<NodeLife> retired = new HashSet<>();
    private final Map<NodeId, NodeHeartbeat> nodes = new HashMap<>();
    private final Map<NodeId, Long> terms = new HashMap<>();
    private final Map<NodeLife, Withheld> withheld = new HashMap<>();
    private final Map<NodeLife, Long> answered = new HashMap<>();
    private final Set<Long> applied = new HashSet<>();
    final SimulatedOutbox outbox;
    private int commits;
    private long withholdings;

    private record Withheld(long number, boolean expired, boolean reaping) {}

    private final Invariants invariants;

    SimulatedLedger(Mutant mutant, SimulatedOutbox outbox, Invariants invariants) {
        this.mutant = mutant;
        this.outbox = outbox;
        this.invariants = invariants;
    }

    void put(DatabaseGrants grants) {
        databases.put(grants.id(), grants);
    }

    DatabaseGrants get(DatabaseId id) {
        return load(id).orElseThrow();
    }

    @Override
    public List<DatabaseId> databases() {
        return List.copyOf(databases.keySet());
    }

    @Override
    public Map<DatabaseId, DatabaseGrants> loadAll() {
        return Map.copyOf(databases);
    }

    @Override
    public Optional<DatabaseGrants> load(DatabaseId database) {
        return Optional.ofNullable(databases.get(database));
    }

    @Override
    public Outcome commit(
            DatabaseGrants before,
            DatabaseGrants after,
            List<Command> commands,
            PartitionLease owner,
            @Nullable Progress read) {
        if (!holds(owner)) return new Outcome.Fenced();
        return commit(before, after, commands, read);
    }

    /** As the management API commits, which owns no partition. */
    void manage(DatabaseGrants before, DatabaseGrants after, List<Command> commands) {
        var _ = commit(before, after, commands, null);
    }

    private Outcome commit(
            DatabaseGrants before,
            DatabaseGrants after,
            List<Command> commands,
            @Nullable Progress read) {
        var stored = get(after.id());
        if (read != null && !isOwner(read.owned())) return new Outcome.Fenced();
        boolean current = stored.version() == before.version();
        if (!current && mutant != Mutant.NO_COMPARE_AND_SWAP) {
            if (mutant == Mutant.TELL_BEFORE_COMMIT) tell(commands);
            return new Outcome.Conflict();
        }
        for (var life : newlyReaped(before, after)) {
            var lease = withheld.get(life);
            if (lease == null || !lease.expired()) return new Outcome.Spoke(life.node());
        }
        newlyReaped(before, after)
                .forEach(life ->
                        withheld.computeIfPresent(
                                life,
                                (_, lease) -> new Withheld(lease.number(), lease.expired(), true)));
        checkEpochs(stored, after);
        invariants.committed(stored, after);
        var committed = after.committed(stored.version() + 1);
        databases.put(after.id(), committed);
        settle();
        boolean torn = ++commits % TORN_EVERY == 0;
        if (!torn || mutant != Mutant.OUTBOX_APART) tell(commands);
        if (read != null) {
            invariants.appliedOnce(applied, read.owned().next());
            if (torn && mutant == Mutant.OFFSET_APART) throw fault();
            move(read.owned(), read.next());
        }
        invariants.outboxIsCurrent(committed);
        return new Outcome.Committed(committed);
    }

    private void tell(List<Command> commands) {
        for (var command : commands) {
            switch (command) {
                case Command.Publish(var fact) -> outbox.add(fact);
            }
        }
    }

    private void checkEpochs(DatabaseGrants before, DatabaseGrants after) {
        if (mutant == Mutant.NO_COMPARE_AND_SWAP) return;
        for (var environment : after.environments().values()) {
            var was = before.environments().get(environment.id());
            if (was != null && was.epoch().isAfter(environment.epoch())) {
                throw invariants.broken("S6 epoch fell from " + was.epoch() + " to " + environment);
            }
        }
    }

    private static Set<NodeLife> newlyReaped(DatabaseGrants before, DatabaseGrants after) {
        var lives = new HashSet<NodeLife>();
        for (var environment : after.environments().values()) {
            for (var holding : environment.holdings()) {
                var now = holding.reaping();
                if (now == null || now.over() || now.done()) continue;
                var was =
                        before.environment(environment.id())
                                .flatMap(e -> e.holding(holding.life()))
                                .map(Holding::reaping)
                                .orElse(null);
                if (!now.equals(was)) lives.add(holding.life());
            }
        }
        return lives;
    }

    private void settle() {
        withheld.entrySet()
                .removeIf(entry -> entry.getValue().reaping() && !isReaped(entry.getKey()));
    }

    private boolean isReaped(NodeLife life) {
        return databases.values().stream()
                .flatMap(database -> database.environments().values().stream())
                .flatMap(environment -> environment.holdings().stream())
                .anyMatch(h -> h.reaping() != null && h.life().equals(life));
    }

    /** Whether nobody has taken it over, wherever it stands. */
    private boolean holds(PartitionLease owner) {
        return mutant == Mutant.NO_FENCING
                || owner.generation()
                        == offsets.getOrDefault(owner.partition(), owner).generation();
    }

    private boolean isOwner(PartitionLease owned) {
        return mutant == Mutant.NO_FENCING || owned.equals(offsets.get(owned.partition()));
    }

    private void move(PartitionLease owned, long next) {
        var stored = offsets.getOrDefault(owned.partition(), owned);
        if (next != stored.next() + 1) {
            throw invariants.broken("S8 offset " + next + " after " + stored.next());
        }
        offsets.put(owned.partition(), owned.at(next));
    }

    /** Where an owner stands, if it still is one. */
    PartitionLease standing(PartitionLease owned) {
        var stored = offsets.getOrDefault(owned.partition(), owned);
        return stored.generation() == owned.generation() ? stored : owned;
    }

    @Override
    public PartitionLease own(String topic, int partition) {
        var was = offsets.getOrDefault(partition, new PartitionLease(topic, partition, 0, 0));
        var mine = new PartitionLease(topic, partition, was.generation() + 1, was.next());
        offsets.put(partition, mine);
        return mine;
    }

    @Override
    public Optional<PartitionLease> advance(PartitionLease owned, long next) {
        if (!isOwner(owned)) return Optional.empty();
        invariants.appliedOnce(applied, owned.next());
        move(owned, next);
        return Optional.of(owned.at(next));
    }

    @Override
    public Optional<PartitionLease> quarantine(
            PartitionLease owned, long offset, String reason, byte @Nullable [] payload) {
        return advance(owned, offset + 1);
    }

    @Override
    public Set<NodeLife> retired() {
        var all = new HashSet<>(retired);
        for (var life : holders()) {
            var known = nodes.get(life.node());
            if (known != null && !known.life().equals(life)) all.add(life);
        }
        return Set.copyOf(all);
    }

    private Set<NodeLife> holders() {
        var lives = new HashSet<NodeLife>();
        for (var database : databases.values()) {
            for (var environment : database.environments().values()) {
                for (var holding : environment.holdings()) {
                    lives.add(holding.life());
                }
            }
        }
        return lives;
    }

    /** As the store does when a life is replaced: those replaced before that hold nothing. */
    private void forget(NodeLife known) {
        var holders = holders();
        retired.removeIf(life ->
                life.node().equals(known.node()) && !life.equals(known) && !holders.contains(life));
    }

    @Override
    public Map<NodeId, Fleet.Expected> expected() {
        var expected = new HashMap<NodeId, Fleet.Expected>();
        nodes.forEach((id, heartbeat) -> {
            var life = heartbeat.life();
            boolean over = retired.contains(life);
            if (over || heartbeat.draining() || isBeingReaped(life)) return;
            expected.put(
                    id,
                    new Fleet.Expected(life, heartbeat.cluster(), answered.getOrDefault(life, 0L)));
        });
        return expected;
    }

    private boolean isBeingReaped(NodeLife life) {
        var lease = withheld.get(life);
        return lease != null && lease.reaping();
    }

    @Override
    public Hearing seen(NodeHeartbeat heartbeat) {
        var node = heartbeat.node();
        if (retired.contains(heartbeat.life())) return new Hearing.Replaced();
        var known = nodes.get(node);
        if (known != null && !known.life().equals(heartbeat.life())) {
            long term = terms.getOrDefault(node, 1L);
            if (!isProven(heartbeat.term(), term)) return new Hearing.Unproven(term);
            invariants.replaced(node, known.incarnation(), heartbeat.incarnation());
            terms.put(node, term + 1);
            forget(known.life());
            retired.add(known.life());
        }
        nodes.put(node, heartbeat);
        withheld.keySet()
                .removeIf(life -> life.node().equals(node) && !life.equals(heartbeat.life()));
        return new Hearing.Newest();
    }

    private boolean isProven(long repeated, long term) {
        return switch (mutant) {
            case FIRST_WORD_REPLACES -> true;
            case ANY_TERM_REPLACES -> repeated > 0;
            default -> repeated == term;
        };
    }

    /** By an operator's word. */
    void declareEnded(NodeLife life) {
        retired.add(life);
        withheld.remove(life);
    }

    @Override
    public Fleet.Withholding withhold(NodeLife life) {
        var lease = withheld.computeIfAbsent(life, _ -> new Withheld(++withholdings, false, false));
        return new Fleet.Withholding(
                lease.number(), OptionalLong.of(answered.getOrDefault(life, 0L)));
    }

    @Override
    public boolean expire(NodeLife life, long number) {
        var lease = withheld.get(life);
        if (lease == null || lease.number() != number) return false;
        withheld.put(life, new Withheld(lease.number(), true, lease.reaping()));
        return true;
    }

    @Override
    public Set<NodeLife> expired() {
        var expired = new HashSet<NodeLife>();
        withheld.forEach((life, lease) -> {
            if (lease.expired()) expired.add(life);
        });
        return expired;
    }

    @Override
    public boolean admit(NodeLife life, long heartbeat) {
        answered.merge(life, heartbeat, Math::max);
        if (!isBeingReaped(life)) withheld.remove(life);
        if (mutant == Mutant.LEASE_BEFORE_KNOWING) return true;
        return !withheld.containsKey(life) && !retired.contains(life);
    }

    /**
     * The store as one replica reaches it: out of reach now and then, before or after it did it.
     */
    static StoreFault fault() {
        return new StoreFault("out of reach", new RuntimeException());
    }
}
