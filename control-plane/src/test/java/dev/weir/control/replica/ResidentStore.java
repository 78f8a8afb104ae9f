package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.plan.Command;
import dev.weir.events.DatabaseId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store in memory, of one replica that is never too late. */
final class ResidentStore implements ControlStore {
    private final Map<DatabaseId, DatabaseGrants> databases = new LinkedHashMap<>();
    private int loads;

    void put(DatabaseGrants grants) {
        databases.put(grants.id(), grants);
    }

    /** How many databases were loaded one by one. */
    int loads() {
        return loads;
    }

    @Override
    public List<DatabaseId> databases() {
        return List.copyOf(databases.keySet());
    }

    @Override
    public Map<DatabaseId, DatabaseGrants> loadAll() {
        return new LinkedHashMap<>(databases);
    }

    @Override
    public Optional<DatabaseGrants> load(DatabaseId database) {
        loads++;
        return Optional.ofNullable(databases.get(database));
    }

    @Override
    public Outcome commit(
            DatabaseGrants before,
            DatabaseGrants after,
            List<Command> commands,
            PartitionLease owner,
            @Nullable Progress read) {
        var committed = after.committed(before.version() + 1);
        put(committed);
        return new Outcome.Committed(committed);
    }

    @Override
    public PartitionLease own(String topic, int partition) {
        return new PartitionLease(topic, partition, 1, 0);
    }

    @Override
    public Optional<PartitionLease> advance(PartitionLease owned, long next) {
        return Optional.of(owned.at(next));
    }

    @Override
    public Optional<PartitionLease> quarantine(
            PartitionLease owned, long offset, String reason, byte @Nullable [] payload) {
        return Optional.of(owned.at(offset + 1));
    }

    @Override
    public Set<NodeLife> retired() {
        return Set.of();
    }

    @Override
    public Map<NodeId, Fleet.Expected> expected() {
        return Map.of();
    }

    @Override
    public Hearing seen(NodeHeartbeat heartbeat) {
        return new Hearing.Newest();
    }

    @Override
    public Fleet.Withholding withhold(NodeLife life) {
        return new Fleet.Withholding(1, OptionalLong.empty());
    }

    @Override
    public boolean expire(NodeLife life, long number) {
        return true;
    }

    @Override
    public Set<NodeLife> expired() {
        return Set.of();
    }

    @Override
    public boolean admit(NodeLife life, long heartbeat) {
        return true;
    }
}
