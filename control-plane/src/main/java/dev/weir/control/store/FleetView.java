package dev.weir.control.store;

import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Moment;
import dev.weir.control.management.Node;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.PoolView;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.RegionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Nodes and pools as people see them: what is stored, with what was heard last. */
public final class FleetView {
    private final Supplier<Fleet> fleet;
    private final Reports reports;
    private final InstantSource clock;

    /** What pools said last. */
    @FunctionalInterface
    public interface Reports {
        /** The newest report of one life's pool; empty: none has been heard here. */
        Optional<Heard> of(EnvironmentId environment, NodeLife life);
    }

    /** A report and when it was heard. */
    public record Heard(PoolReport report, Moment at) {}

    /**
     * A view.
     *
     * @param clock only tells people when something was
     */
    public FleetView(Supplier<Fleet> fleet, Reports reports, InstantSource clock) {
        this.fleet = fleet;
        this.reports = reports;
        this.clock = clock;
    }

    List<Node> nodes(Connection connection) throws SQLException {
        var seen = fleet.get();
        return Sql.list(
                connection,
                row -> node(row, seen),
                """
                SELECT n.*, (SELECT COALESCE(sum(h.charged), 0) FROM holding h
                    WHERE h.node = n.id AND h.incarnation = n.incarnation) AS charged
                FROM node n ORDER BY n.region, n.cluster, n.id
                """);
    }

    private Node node(ResultSet row, Fleet seen) throws SQLException {
        var id = new NodeId(row.getString("id"));
        var status = seen.nodes().get(id);
        Instant seenAt =
                status == null
                        ? Sql.instant(row, "seen_at")
                        : clock.instant().minus(seen.now().since(status.heardAt()));
        Node.Health health =
                isSilent(id, seen, seenAt)
                        ? Node.Health.SUSPECT
                        : row.getBoolean("draining") ? Node.Health.DRAINING : Node.Health.LIVE;
        return new Node(
                id,
                new RegionId(row.getString("region")),
                new ClusterId(row.getString("cluster")),
                new IncarnationId(row.getString("incarnation")),
                row.getString("endpoint"),
                row.getInt("capacity"),
                row.getInt("charged"),
                health,
                seenAt);
    }

    /** One that this replica has not heard yet is silent only once it could have been heard. */
    private boolean isSilent(NodeId id, Fleet seen, Instant seenAt) {
        if (seen.nodes().containsKey(id)) return seen.isSuspect(id);
        var patience = seen.silence().suspectAfter();
        boolean listening = seen.now().since(seen.watchedSince()).compareTo(patience) >= 0;
        return listening && seenAt.isBefore(clock.instant().minus(patience));
    }

    List<PoolView> pools(Connection connection, EnvironmentId environment) throws SQLException {
        return pools(connection, "h.environment = ?", environment.value());
    }

    /** Pools in parts; a part ends where an environment does, so it may be a few pools longer. */
    Page<PoolView> pools(Connection connection, PageRequest page) throws SQLException {
        long after = Pages.after(page, 0);
        var last =
                Sql.first(
                        connection,
                        row -> row.getLong(1),
                        "SELECT max(ordinal) FROM (SELECT e.ordinal FROM environment e"
                                + " JOIN holding h ON h.environment = e.id WHERE e.ordinal > ?"
                                + " ORDER BY e.ordinal LIMIT ?) AS part",
                        after,
                        page.limit());
        long through = last.orElse(0L);
        var found = pools(connection, "e.ordinal > ? AND e.ordinal <= ?", after, through);
        boolean more = found.size() >= page.limit();
        return new Page<>(found, more ? Long.toString(through, 36) : null);
    }

    private List<PoolView> pools(Connection connection, String condition, Object... values)
            throws SQLException {
        var seen = fleet.get();
        return Sql.list(
                connection,
                row -> pool(row, seen),
                "SELECT h.*, e.epoch FROM holding h JOIN environment e ON e.id = h.environment WHERE "
                        + condition
                        + " ORDER BY e.ordinal, h.cluster, h.node, h.incarnation",
                values);
    }

    private PoolView pool(ResultSet row, Fleet seen) throws SQLException {
        var environment = new EnvironmentId(row.getString("environment"));
        var life =
                new NodeLife(
                        new NodeId(row.getString("node")),
                        new IncarnationId(row.getString("incarnation")));
        var heard = reports.of(environment, life);
        return new PoolView(
                new DatabaseId(row.getString("database")),
                environment,
                life,
                new ClusterId(row.getString("cluster")),
                PoolMode.valueOf(row.getString("pool")),
                row.getInt("granted"),
                row.getInt("acknowledged"),
                row.getInt("charged"),
                new Epoch(row.getLong("epoch")),
                seen.isSuspect(life.node()),
                heard.map(Heard::report).orElse(null),
                heard.map(found -> seen.now().since(found.at())).orElse(Duration.ZERO));
    }
}
