package dev.weir.control.store;

import dev.weir.control.management.Request;
import dev.weir.control.replica.Budgets;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.events.BudgetEvent;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.EnvironmentId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the billing meter says of budgets, and brings what they are of to it. Locks are taken
 * in one order: the partition, the budget, its projects by id, environments by their databases.
 */
public final class BudgetStore implements Budgets {
    /** Environments of one transaction, whose databases' rows it holds until it ends. */
    static final int BATCH = 50;

    private final Transactions transactions;
    private final EnvironmentStore environments;

    /** A store that suspends and resumes environments. */
    public BudgetStore(Transactions transactions, EnvironmentStore environments) {
        this.transactions = transactions;
        this.environments = environments;
    }

    /** What a budget is of. */
    private record Scope(String project, @Nullable String environment) {
        static Scope of(BudgetEvent said) {
            var environment = said.environment();
            return new Scope(
                    said.project().value(), environment == null ? null : environment.value());
        }
    }

    private record Known(long sequence, Scope scope) {}

    /** Where an environment stands in the order in which they are brought to what budgets say. */
    private record Place(String database, EnvironmentId environment) {}

    @Override
    public Optional<PartitionLease> take(PartitionLease owned, long next, BudgetEvent said) {
        var batch = transactions.run(connection -> begin(connection, owned, said));
        while (batch.size() == BATCH) {
            var last = batch.getLast();
            batch = transactions.run(connection -> settle(connection, owned, said, last));
        }
        return transactions.run(connection -> Offsets.advance(connection, owned, next));
    }

    /**
     * Keeps what is said, after which no environment is made or resumed against it, and settles the
     * first batch. Said again, as after a crash between two batches, it settles what is left.
     */
    private List<Place> begin(Connection connection, PartitionLease owned, BudgetEvent said)
            throws SQLException {
        if (!Offsets.hold(connection, owned)) return List.of();
        var known = known(connection, said);
        if (known.isPresent() && known.get().sequence > said.sequence()) return List.of();
        var scope = Scope.of(said);
        var before = known.map(Known::scope).orElse(scope);
        // Whoever makes an environment holds its project until it is there, or sees this budget.
        Sql.list(
                connection,
                row -> row.getString(1),
                "SELECT id FROM project WHERE id IN (?, ?) ORDER BY id FOR UPDATE",
                scope.project,
                before.project);
        write(connection, said, scope);
        return settle(connection, said, null);
    }

    /** Holds the partition, so that nobody else has begun with the budget's next word. */
    private List<Place> settle(
            Connection connection, PartitionLease owned, BudgetEvent said, Place after)
            throws SQLException {
        return Offsets.hold(connection, owned) ? settle(connection, said, after) : List.of();
    }

    private List<Place> settle(Connection connection, BudgetEvent said, @Nullable Place after)
            throws SQLException {
        var batch = batch(connection, said, after);
        for (var place : batch) {
            environments.settle(
                    connection, Request.of("budget:" + said.budget()), place.environment);
        }
        return batch;
    }

    private static Optional<Known> known(Connection connection, BudgetEvent said)
            throws SQLException {
        return Sql.first(
                connection,
                row -> new Known(row.getLong(1), new Scope(row.getString(2), row.getString(3))),
                "SELECT sequence, project, environment FROM budget WHERE id = ? FOR UPDATE",
                said.budget().value());
    }

    private static void write(Connection connection, BudgetEvent said, Scope scope)
            throws SQLException {
        Sql.update(
                connection,
                """
                INSERT INTO budget (id, sequence, project, environment, period, stopped)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence,
                    project = excluded.project, environment = excluded.environment,
                    period = excluded.period, stopped = excluded.stopped, told_at = now()
                """,
                said.budget().value(),
                said.sequence(),
                scope.project,
                scope.environment,
                said.period().toString(),
                said instanceof BudgetStopped);
    }

    /** What the budget is of now, and what it has suspended when it was of something else. */
    private static List<Place> batch(Connection connection, BudgetEvent said, @Nullable Place after)
            throws SQLException {
        var scope = Scope.of(said);
        return Sql.list(
                connection,
                row -> new Place(row.getString(1), new EnvironmentId(row.getString(2))),
                """
                SELECT database, id FROM environment
                WHERE state <> 'DELETED' AND (database, id) > (?, ?)
                    AND (suspended_budget = ? OR project = ? AND id = coalesce(?, id))
                ORDER BY database, id LIMIT ?
                """,
                after == null ? "" : after.database,
                after == null ? "" : after.environment.value(),
                said.budget().value(),
                scope.project,
                scope.environment,
                BATCH);
    }
}
