package dev.weir.control.store;

import dev.weir.control.replica.ControlStore.Hearing;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Which life of a node is its newest. A life replaces the one known only by repeating that one's
 * term, which it can have heard only while living after it: so a first word that comes late does
 * not replace whoever lives now (ADR 0009).
 */
final class Incarnations {
    private Incarnations() {}

    private record Known(NodeLife life, long term) {}

    static Hearing seen(Connection connection, NodeHeartbeat heartbeat) throws SQLException {
        var life = heartbeat.life();
        var node = life.node().value();
        add(connection, heartbeat);
        var known =
                Sql.first(
                                connection,
                                row ->
                                        new Known(
                                                new NodeLife(
                                                        life.node(),
                                                        new IncarnationId(row.getString(1))),
                                                row.getLong(2)),
                                "SELECT incarnation, term FROM node WHERE id = ? FOR UPDATE",
                                node)
                        .orElseThrow();
        if (isReplaced(connection, life)) return new Hearing.Replaced();
        if (!known.life().equals(life)) {
            if (heartbeat.term() != known.term()) return new Hearing.Unproven(known.term());
            replace(connection, known.life());
        }
        Sql.update(
                connection,
                "DELETE FROM withheld_lease WHERE node = ? AND incarnation <> ?",
                node,
                life.incarnation().value());
        Sql.update(
                connection,
                "UPDATE node SET region = ?, cluster = ?, endpoint = ?, incarnation = ?,"
                        + " capacity = ?, draining = ?, seen_at = now() WHERE id = ?",
                heartbeat.region().value(),
                heartbeat.cluster().value(),
                heartbeat.endpoint(),
                life.incarnation().value(),
                heartbeat.capacity(),
                heartbeat.draining(),
                node);
        return new Hearing.Newest();
    }

    /** By an operator's word: this life is over, whether or not another one follows. */
    static void end(Connection connection, NodeLife life) throws SQLException {
        retire(connection, life);
        Sql.update(
                connection,
                "DELETE FROM withheld_lease WHERE node = ? AND incarnation = ?",
                life.node().value(),
                life.incarnation().value());
    }

    /** The first life of a node that is heard at all has none to replace. */
    private static void add(Connection connection, NodeHeartbeat heartbeat) throws SQLException {
        Sql.update(
                connection,
                """
                INSERT INTO node (id, region, cluster, endpoint, incarnation, capacity, draining)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                """,
                heartbeat.node().value(),
                heartbeat.region().value(),
                heartbeat.cluster().value(),
                heartbeat.endpoint(),
                heartbeat.incarnation().value(),
                heartbeat.capacity(),
                heartbeat.draining());
    }

    static boolean isReplaced(Connection connection, NodeLife life) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getInt(1),
                        "SELECT 1 FROM retired_incarnation WHERE node = ? AND incarnation = ?",
                        life.node().value(),
                        life.incarnation().value())
                .isPresent();
    }

    private static void retire(Connection connection, NodeLife life) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO retired_incarnation (node, incarnation) VALUES (?, ?)"
                        + " ON CONFLICT DO NOTHING",
                life.node().value(),
                life.incarnation().value());
    }

    private static void replace(Connection connection, NodeLife life) throws SQLException {
        var node = life.node().value();
        forget(connection, node);
        retire(connection, life);
        Sql.update(connection, "UPDATE node SET term = term + 1, answered = 0 WHERE id = ?", node);
    }

    /** Lives that were replaced, and hold nothing: their terms are never the current one again. */
    private static void forget(Connection connection, String node) throws SQLException {
        Sql.update(
                connection,
                """
                DELETE FROM retired_incarnation r USING node n
                WHERE r.node = ? AND n.id = r.node AND n.incarnation <> r.incarnation
                    AND NOT EXISTS (SELECT 1 FROM holding h
                        WHERE h.node = r.node AND h.incarnation = r.incarnation)
                """,
                node);
    }
}
