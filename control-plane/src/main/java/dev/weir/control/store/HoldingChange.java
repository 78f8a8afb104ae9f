package dev.weir.control.store;

import dev.weir.control.fleet.Holding;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of holdings that comes, goes or changes. */
record HoldingChange(EnvironmentId environment, @Nullable Holding before, @Nullable Holding after) {
    static List<HoldingChange> between(
            EnvironmentId environment, List<Holding> before, List<Holding> after) {
        var old = new HashMap<NodeLife, Holding>();
        for (var holding : before) old.put(holding.life(), holding);
        var changes = new ArrayList<HoldingChange>();
        for (var holding : after) {
            var was = old.remove(holding.life());
            if (!holding.equals(was)) changes.add(new HoldingChange(environment, was, holding));
        }
        for (var gone : old.values()) changes.add(new HoldingChange(environment, gone, null));
        return changes;
    }

    /** By how much the charge rises. */
    int difference() {
        return (after == null ? 0 : after.charged()) - (before == null ? 0 : before.charged());
    }

    void write(Connection connection, DatabaseId database) throws SQLException {
        if (after == null) {
            if (before == null) return;
            Sql.update(
                    connection,
                    "DELETE FROM holding WHERE environment = ? AND node = ? AND incarnation = ?",
                    environment.value(),
                    before.node().value(),
                    before.incarnation().value());
            return;
        }
        var reap = after.reaping();
        Sql.update(
                connection,
                """
                INSERT INTO holding (environment, node, incarnation, database, cluster, endpoint, pool,
                    granted, acknowledged, since, acknowledged_epoch,
                    reap_epoch, reap_over, reap_by, reap_by_incarnation, reap_done)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::bigint, ?::boolean, ?::text, ?::text,
                    ?::boolean)
                ON CONFLICT (environment, node, incarnation) DO UPDATE SET pool = excluded.pool,
                    granted = excluded.granted, acknowledged = excluded.acknowledged,
                    since = excluded.since, acknowledged_epoch = excluded.acknowledged_epoch,
                    reap_epoch = excluded.reap_epoch, reap_over = excluded.reap_over,
                    reap_by = excluded.reap_by,
                    reap_by_incarnation = excluded.reap_by_incarnation,
                    reap_done = excluded.reap_done
                """,
                environment.value(),
                after.node().value(),
                after.incarnation().value(),
                database.value(),
                after.cluster().value(),
                after.endpoint(),
                after.pool().name(),
                after.granted(),
                after.acknowledged(),
                after.since().value(),
                after.acknowledgedEpoch().value(),
                reap == null ? null : reap.epoch().value(),
                reap == null ? null : reap.over(),
                reap == null ? null : reap.by().node().value(),
                reap == null ? null : reap.by().incarnation().value(),
                reap == null ? null : reap.done());
    }
}
