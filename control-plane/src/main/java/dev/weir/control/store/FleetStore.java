package dev.weir.control.store;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.plan.Command;
import dev.weir.control.replica.ControlStore;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lasting part of the fleet's state. Every change of a database is a compare-and-swap. */
public final class FleetStore implements ControlStore {
    private final Transactions transactions;
    private final Outbox outbox;

    /** A store over a migrated schema. */
    public FleetStore(Transactions transactions, Outbox outbox) {
        this.transactions = transactions;
        this.outbox = outbox;
    }

    @Override
    public List<DatabaseId> databases() {
        return transactions.run(connection ->
                Sql.list(
                        connection,
                        row -> new DatabaseId(row.getString(1)),
                        "SELECT id FROM database_server ORDER BY ordinal"));
    }

    /** A query for each table, at one moment: the versions are those of the holdings. */
    @Override
    public Map<DatabaseId, DatabaseGrants> loadAll() {
        return transactions.run(GrantRows::all);
    }

    @Override
    public Optional<DatabaseGrants> load(DatabaseId database) {
        return transactions.run(connection -> load(connection, database, false));
    }

    @Override
    public Outcome commit(
            DatabaseGrants before,
            DatabaseGrants after,
            List<Command> commands,
            PartitionLease owner,
            @Nullable Progress read) {
        return transactions.run(connection -> {
            boolean stillMine =
                    read == null
                            ? Offsets.hold(connection, owner)
                            : Offsets.advance(connection, read.owned(), read.next()).isPresent();
            if (!stillMine) return new Outcome.Fenced();
            var outcome = commit(connection, before, after, commands);
            if (!(outcome instanceof Outcome.Committed)) connection.rollback();
            return outcome;
        });
    }

    @Override
    public PartitionLease own(String topic, int partition) {
        return transactions.run(connection -> Offsets.own(connection, topic, partition));
    }

    @Override
    public Optional<PartitionLease> advance(PartitionLease owned, long next) {
        return transactions.run(connection -> Offsets.advance(connection, owned, next));
    }

    @Override
    public Optional<PartitionLease> quarantine(
            PartitionLease owned, long offset, String reason, byte @Nullable [] payload) {
        return transactions.run(connection -> {
            Sql.update(
                    connection,
                    "INSERT INTO quarantine (topic, partition, log_offset, reason, payload)"
                            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    owned.topic(),
                    owned.partition(),
                    offset,
                    reason,
                    payload);
            return Offsets.advance(connection, owned, offset + 1);
        });
    }

    @Override
    public Set<NodeLife> retired() {
        return lives(
                "SELECT node, incarnation FROM retired_incarnation"
                        + " UNION SELECT h.node, h.incarnation FROM holding h JOIN node n"
                        + " ON n.id = h.node AND n.incarnation <> h.incarnation");
    }

    @Override
    public Map<NodeId, Fleet.Expected> expected() {
        return transactions.run(connection -> {
            var expected = new HashMap<NodeId, Fleet.Expected>();
            Sql.list(
                    connection,
                    row ->
                            expected.put(
                                    new NodeId(row.getString(1)),
                                    new Fleet.Expected(
                                            GrantRows.life(row, "id", "incarnation"),
                                            new ClusterId(row.getString(3)),
                                            row.getLong(4))),
                    "SELECT n.id, n.incarnation, n.cluster, n.answered FROM node n WHERE NOT n.draining"
                            + " AND NOT EXISTS (SELECT 1 FROM withheld_lease w WHERE w.node = n.id"
                            + " AND w.incarnation = n.incarnation AND w.reaping)"
                            + " AND NOT EXISTS (SELECT 1 FROM retired_incarnation r"
                            + " WHERE r.node = n.id AND r.incarnation = n.incarnation)");
            return expected;
        });
    }

    /** The node's row is locked first, as in {@link #admit}: one of the two sees the other. */
    @Override
    public Fleet.Withholding withhold(NodeLife life) {
        return transactions.run(connection -> {
            var answered =
                    Sql.first(
                            connection,
                            row -> row.getLong(1),
                            "SELECT answered FROM node WHERE id = ? AND incarnation = ? FOR UPDATE",
                            life.node().value(),
                            life.incarnation().value());
            // An update of nothing, as what is there is returned only of a row that is written.
            long number =
                    Sql.first(
                                    connection,
                                    row -> row.getLong(1),
                                    "INSERT INTO withheld_lease (node, incarnation) VALUES (?, ?)"
                                            + " ON CONFLICT (node, incarnation)"
                                            + " DO UPDATE SET node = EXCLUDED.node"
                                            + " RETURNING number",
                                    life.node().value(),
                                    life.incarnation().value())
                            .orElseThrow();
            return new Fleet.Withholding(
                    number, answered.map(OptionalLong::of).orElseGet(OptionalLong::empty));
        });
    }

    @Override
    public boolean expire(NodeLife life, long number) {
        return transactions.run(connection ->
                Sql.update(
                                connection,
                                "UPDATE withheld_lease SET expired = true"
                                        + " WHERE node = ? AND incarnation = ? AND number = ?",
                                life.node().value(),
                                life.incarnation().value(),
                                number)
                        == 1);
    }

    @Override
    public Set<NodeLife> expired() {
        return lives("SELECT node, incarnation FROM withheld_lease WHERE expired");
    }

    private Set<NodeLife> lives(String query) {
        return transactions.run(connection -> {
            var lives = new HashSet<NodeLife>();
            Sql.list(
                    connection,
                    row -> lives.add(GrantRows.life(row, "node", "incarnation")),
                    query);
            return lives;
        });
    }

    /** Several statements: each one sees what those before it had to wait for. */
    @Override
    public boolean admit(NodeLife life, long heartbeat) {
        return transactions.run(connection -> {
            Sql.update(
                    connection,
                    "UPDATE node SET answered = GREATEST(answered, ?)"
                            + " WHERE id = ? AND incarnation = ?",
                    heartbeat,
                    life.node().value(),
                    life.incarnation().value());
            Sql.update(
                    connection,
                    "DELETE FROM withheld_lease WHERE node = ? AND incarnation = ?"
                            + " AND NOT reaping",
                    life.node().value(),
                    life.incarnation().value());
            return Sql.first(
                            connection,
                            row -> row.getInt(1),
                            "SELECT 1 FROM withheld_lease WHERE node = ? AND incarnation = ?"
                                    + " UNION ALL SELECT 1 FROM retired_incarnation"
                                    + " WHERE node = ? AND incarnation = ?",
                            life.node().value(),
                            life.incarnation().value(),
                            life.node().value(),
                            life.incarnation().value())
                    .isEmpty();
        });
    }

    @Override
    public Hearing seen(NodeHeartbeat heartbeat) {
        return transactions.run(connection -> Incarnations.seen(connection, heartbeat));
    }

    Optional<DatabaseGrants> load(Connection connection, DatabaseId database, boolean locked)
            throws SQLException {
        return GrantRows.load(connection, database, locked);
    }

    Outcome commit(
            Connection connection,
            DatabaseGrants before,
            DatabaseGrants after,
            List<Command> commands)
            throws SQLException {
        var id = after.id().value();
        int swapped =
                Sql.update(
                        connection,
                        "UPDATE database_server SET version = version + 1, connection_limit = ?,"
                                + " reserve = ?, effective_limit = GREATEST(effective_limit, ?)"
                                + " WHERE id = ? AND version = ?",
                        after.limit().wanted(),
                        after.limit().reserve(),
                        after.limit().effective(),
                        id,
                        before.version());
        if (swapped == 0) return new Outcome.Conflict();
        var spoke = Reapings.write(connection, before, after);
        if (spoke.isPresent()) return new Outcome.Spoke(spoke.get());
        writeHoldings(connection, before, after);
        Reapings.settle(connection, before, after);
        // Last, once the charges have fallen.
        Sql.update(
                connection,
                "UPDATE database_server SET effective_limit = ?"
                        + " WHERE id = ? AND effective_limit <> ?",
                after.limit().effective(),
                id,
                after.limit().effective());
        for (var command : commands) {
            switch (command) {
                case Command.Publish(var fact) -> outbox.add(connection, fact);
            }
        }
        return new Outcome.Committed(after.committed(before.version() + 1));
    }

    private static void writeHoldings(
            Connection connection, DatabaseGrants before, DatabaseGrants after)
            throws SQLException {
        var changes = new ArrayList<HoldingChange>();
        var ids = new HashSet<>(before.environments().keySet());
        ids.addAll(after.environments().keySet());
        for (var id : ids) {
            var old = before.environments().get(id);
            var now = after.environments().get(id);
            if (now != null && now.equals(old)) continue;
            changes.addAll(
                    HoldingChange.between(
                            id,
                            old == null ? List.of() : old.holdings(),
                            now == null ? List.of() : now.holdings()));
            if (now != null && (old == null || now.epoch().isAfter(old.epoch()))) {
                Sql.update(
                        connection,
                        "UPDATE environment SET epoch = ? WHERE id = ? AND epoch < ?",
                        now.epoch().value(),
                        id.value(),
                        now.epoch().value());
            }
        }
        // What is given back comes first: the limit is checked at every step.
        changes.sort(java.util.Comparator.comparingInt(HoldingChange::difference));
        for (var change : changes) change.write(connection, after.id());
    }
}
