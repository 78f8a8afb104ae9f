package dev.weir.control.store;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Limit;
import dev.weir.control.fleet.Reaping;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Databases with their grants, as the controller sees them. */
final class GrantRows {
    private GrantRows() {}

    /** All databases, oldest first. Begins its transaction. */
    static Map<DatabaseId, DatabaseGrants> all(Connection connection) throws SQLException {
        Sql.update(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        var holdings = new HashMap<EnvironmentId, List<Holding>>();
        Sql.list(
                connection,
                row ->
                        holdings.computeIfAbsent(
                                        new EnvironmentId(row.getString("environment")),
                                        _ -> new ArrayList<>(2))
                                .add(holding(row)),
                "SELECT * FROM holding");
        var environments = new HashMap<DatabaseId, Map<EnvironmentId, EnvironmentGrants>>();
        Sql.list(
                connection,
                row -> {
                    var environment = environment(row, holdings);
                    boolean over =
                            environment.standing() == Standing.DELETED
                                    && environment.holdings().isEmpty();
                    if (over) return false;
                    environments
                            .computeIfAbsent(
                                    new DatabaseId(row.getString("database")), _ -> new HashMap<>())
                            .put(environment.id(), environment);
                    return true;
                },
                "SELECT id, database, state, connection_limit, idle_timeout_ms, epoch"
                        + " FROM environment WHERE state <> 'DELETED'"
                        + " OR EXISTS (SELECT 1 FROM holding h WHERE h.environment = id)");
        var all = new LinkedHashMap<DatabaseId, DatabaseGrants>();
        for (var head :
                Sql.list(
                        connection,
                        row -> head(new DatabaseId(row.getString("id")), row),
                        "SELECT * FROM database_server ORDER BY ordinal")) {
            var of = environments.getOrDefault(head.id(), Map.of());
            all.put(head.id(), new DatabaseGrants(head.id(), head.limit(), head.version(), of));
        }
        return all;
    }

    private static DatabaseGrants head(DatabaseId id, ResultSet row) throws SQLException {
        var limit =
                new Limit(
                        row.getInt("connection_limit"),
                        row.getInt("effective_limit"),
                        row.getInt("reserve"));
        return new DatabaseGrants(id, limit, row.getLong("version"), Map.of());
    }

    static Optional<DatabaseGrants> load(Connection connection, DatabaseId database, boolean locked)
            throws SQLException {
        var head =
                Sql.first(
                        connection,
                        row -> head(database, row),
                        "SELECT * FROM database_server WHERE id = ?"
                                + (locked ? " FOR UPDATE" : " FOR SHARE"),
                        database.value());
        if (head.isEmpty()) return head;
        var holdings = new HashMap<EnvironmentId, List<Holding>>();
        Sql.list(
                connection,
                row ->
                        holdings.computeIfAbsent(
                                        new EnvironmentId(row.getString("environment")),
                                        _ -> new ArrayList<>())
                                .add(holding(row)),
                "SELECT * FROM holding WHERE database = ?",
                database.value());
        var environments = new HashMap<EnvironmentId, EnvironmentGrants>();
        for (var environment :
                Sql.list(
                        connection,
                        row -> environment(row, holdings),
                        "SELECT id, state, connection_limit, idle_timeout_ms, epoch FROM environment"
                                + " WHERE database = ? AND (state <> 'DELETED' OR id IN"
                                + " (SELECT environment FROM holding WHERE database = ?))",
                        database.value(),
                        database.value())) {
            environments.put(environment.id(), environment);
        }
        var found = head.get();
        return Optional.of(
                new DatabaseGrants(database, found.limit(), found.version(), environments));
    }

    private static EnvironmentGrants environment(
            ResultSet row, Map<EnvironmentId, List<Holding>> holdings) throws SQLException {
        var id = new EnvironmentId(row.getString("id"));
        var limit = EnvironmentRows.limit(row);
        return new EnvironmentGrants(
                id,
                Standing.valueOf(row.getString("state")),
                limit == null ? Integer.MAX_VALUE : limit,
                Sql.millis(row, "idle_timeout_ms"),
                new Epoch(row.getLong("epoch")),
                holdings.getOrDefault(id, List.of()));
    }

    private static Holding holding(ResultSet row) throws SQLException {
        return new Holding(
                life(row, "node", "incarnation"),
                new ClusterId(row.getString("cluster")),
                row.getString("endpoint"),
                PoolMode.valueOf(row.getString("pool")),
                row.getInt("granted"),
                row.getInt("acknowledged"),
                new Epoch(row.getLong("since")),
                new Epoch(row.getLong("acknowledged_epoch")),
                reaping(row));
    }

    private static @Nullable Reaping reaping(ResultSet row) throws SQLException {
        long epoch = row.getLong("reap_epoch");
        if (row.wasNull()) return null;
        return new Reaping(
                new Epoch(epoch),
                row.getBoolean("reap_over"),
                life(row, "reap_by", "reap_by_incarnation"),
                row.getBoolean("reap_done"));
    }

    static NodeLife life(ResultSet row, String node, String incarnation) throws SQLException {
        return new NodeLife(
                new NodeId(row.getString(node)), new IncarnationId(row.getString(incarnation)));
    }
}
