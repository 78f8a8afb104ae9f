package dev.weir.control.store;

import dev.weir.control.management.Database;
import dev.weir.control.management.Databases;
import dev.weir.control.management.Done;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.events.DatabaseId;
import dev.weir.events.Fact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Databases in the store. */
public final class DatabaseStore implements Databases {
    private final Transactions transactions;
    private final Changes changes;
    private final Announcements announcements;

    /** A store over a migrated schema. */
    public DatabaseStore(Transactions transactions, Changes changes, Announcements announcements) {
        this.transactions = transactions;
        this.changes = changes;
        this.announcements = announcements;
    }

    @Override
    public Result<Database> find(DatabaseId id) {
        return Results.of(transactions, connection -> DatabaseRows.one(connection, id));
    }

    @Override
    public Result<Database> named(String reference) {
        return Results.of(transactions, connection -> DatabaseRows.named(connection, reference));
    }

    @Override
    public Result<Done> delete(Request request, DatabaseId id, long revision) {
        return Results.of(
                transactions,
                connection -> {
                    changes.make(
                            connection,
                            request,
                            id,
                            () -> {
                                current(connection, id, revision);
                                refuseUsed(connection, id);
                                DatabaseRows.delete(connection, id);
                                Notifications.changed(connection, id);
                                return Optional.of(
                                        new Change(List.of(), null, "database.delete", id, ""));
                            });
                    return Done.DONE;
                });
    }

    private static void refuseUsed(Connection connection, DatabaseId id) throws SQLException {
        long users = DatabaseRows.users(connection, id);
        if (users > 0) {
            throw Refused.conflict(users + " environment(s) use the database; delete them first");
        }
        long holdings = DatabaseRows.holdings(connection, id);
        if (holdings > 0) {
            throw Refused.conflict(
                    "nodes have not given back "
                            + holdings
                            + " grant(s) of its deleted environments yet; try again in a few"
                            + " seconds, or declare a dead node's life ended");
        }
    }

    @Override
    public Result<Page<Database>> list(PageRequest page) {
        return Results.of(
                transactions,
                connection ->
                        Pages.oldestFirst(
                                connection,
                                DatabaseRows::read,
                                page,
                                DatabaseRows.SELECT,
                                "ordinal"));
    }

    @Override
    public Result<Database> setLimit(
            Request request, DatabaseId id, long revision, int limit, int reserve) {
        return Results.of(
                transactions,
                connection -> {
                    changes.make(
                            connection,
                            request,
                            id,
                            () -> {
                                check(connection, id, revision, limit, reserve);
                                DatabaseRows.nextRevision(connection, id);
                                return Optional.of(
                                        new Change(
                                                announce(connection, id, limit),
                                                new ControllerEvent.LimitSet(
                                                        changes.fleet(), limit, reserve),
                                                "database.set-limit",
                                                id,
                                                "limit=" + limit + " reserve=" + reserve));
                            });
                    return DatabaseRows.one(connection, id);
                });
    }

    private static void current(Connection connection, DatabaseId id, long revision)
            throws SQLException {
        var database = DatabaseRows.one(connection, id);
        if (database.revision() != revision) {
            throw Refused.stale(connection, id, database.revision());
        }
    }

    private static void check(
            Connection connection, DatabaseId id, long revision, int limit, int reserve)
            throws SQLException {
        current(connection, id, revision);
        if (reserve < 0) throw Refused.invalid("reserve", "must be at least 0");
        if (limit <= reserve || limit > Checks.MAX_CONNECTIONS) {
            throw new Refused(
                    new Refusal.LimitOutOfRange(
                            "limit", limit, reserve + 1, Checks.MAX_CONNECTIONS));
        }
    }

    /** Nodes are given the lower of an environment's own limit and the database's. */
    private List<Fact> announce(Connection connection, DatabaseId id, int limit)
            throws SQLException {
        var facts = new ArrayList<Fact>();
        for (var environment : EnvironmentRows.of(connection, id)) {
            facts.add(announcements.next(connection, environment, limit));
        }
        return facts;
    }
}
