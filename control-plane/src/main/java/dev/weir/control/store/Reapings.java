package dev.weir.control.store;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Holding;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of withheld leases in step with orders to reap, within the transaction that gives
 * or settles them. Rows are locked in the order of their keys.
 */
final class Reapings {
    private static final Comparator<NodeLife> ORDER =
            Comparator.comparing((NodeLife life) -> life.node().value())
                    .thenComparing(life -> life.incarnation().value());

    private Reapings() {}

    /**
     * Takes note that silent lives are reaped.
     *
     * @return one that has spoken since its leases were over: then nothing may be committed
     */
    static Optional<NodeId> write(
            Connection connection, DatabaseGrants before, DatabaseGrants after)
            throws SQLException {
        var ordered = lives();
        for (var environment : after.environments().values()) {
            for (var holding : environment.holdings()) {
                var now = holding.reaping();
                if (now == null || now.over() || now.done()) continue;
                var was = before(before, environment.id(), holding);
                if (was == null || !now.equals(was.reaping())) ordered.add(holding.life());
            }
        }
        for (var life : ordered) {
            int marked =
                    Sql.update(
                            connection,
                            "UPDATE withheld_lease SET reaping = true"
                                    + " WHERE node = ? AND incarnation = ? AND expired",
                            life.node().value(),
                            life.incarnation().value());
            if (marked == 0) return Optional.of(life.node());
        }
        return Optional.empty();
    }

    /** Lives of which nothing is being reaped any more may be given leases again. */
    static void settle(Connection connection, DatabaseGrants before, DatabaseGrants after)
            throws SQLException {
        var settled = lives();
        for (var environment : before.environments().values()) {
            for (var holding : environment.holdings()) {
                if (holding.reaping() == null) continue;
                var now = before(after, environment.id(), holding);
                if (now == null || now.reaping() == null) settled.add(holding.life());
            }
        }
        for (var life : settled) {
            // The lock first: another database's transaction may be about to settle the rest.
            Sql.first(
                    connection,
                    row -> 1,
                    "SELECT 1 FROM withheld_lease WHERE node = ? AND incarnation = ? FOR UPDATE",
                    life.node().value(),
                    life.incarnation().value());
            Sql.update(
                    connection,
                    """
                    DELETE FROM withheld_lease w WHERE node = ? AND incarnation = ?
                        AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.node = w.node
                            AND h.incarnation = w.incarnation AND h.reap_epoch IS NOT NULL)
                    """,
                    life.node().value(),
                    life.incarnation().value());
        }
    }

    private static @Nullable Holding before(
            DatabaseGrants grants, dev.weir.events.EnvironmentId environment, Holding holding) {
        return grants.environment(environment)
                .flatMap(of -> of.holding(holding.life()))
                .orElse(null);
    }

    private static SortedSet<NodeLife> lives() {
        return new TreeSet<>(ORDER);
    }
}
