package dev.weir.control.store;

import dev.weir.control.Request;
import dev.weir.control.drive.Budgets;
import dev.weir.control.drive.Ledger.Owned;
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
 * in one order: the budget, its projects by id, their environments by their databases.
 */
public final class BudgetStore implements Budgets {
    private final Transactions transactions;
    private final EnvironmentWriter environments;

    /** A store that suspends and resumes with the writer. */
    public BudgetStore(Transactions transactions, EnvironmentWriter environments) {
        this.transactions = transactions;
        this.environments = environments;
    }

    /** What a budget is of. */
    private record Scope(String project, @Nullable String environment) {}

    private record Known(long sequence, Scope scope) {}

    @Override
    public Optional<Owned> take(Owned owned, long next, BudgetEvent said) {
        return transactions.run(connection -> {
            var moved = Offsets.advance(connection, owned, next);
            if (moved.isPresent()) take(connection, said);
            return moved;
        });
    }

    private void take(Connection connection, BudgetEvent said) throws SQLException {
        var known = known(connection, said);
        if (known.isPresent() && known.get().sequence >= said.sequence()) return;
        var environment = said.environment();
        var scope =
                new Scope(said.project().value(), environment == null ? null : environment.value());
        var before = known.map(Known::scope).orElse(scope);
        // Whoever makes an environment holds its project until it is there, or sees this budget.
        Sql.list(
                connection,
                row -> row.getString(1),
                "SELECT id FROM project WHERE id IN (?, ?) ORDER BY id FOR UPDATE",
                scope.project,
                before.project);
        write(connection, said, scope);
        for (var id : of(connection, List.of(scope, before))) {
            environments.settle(connection, Request.of("budget:" + said.budget()), id);
        }
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

    private static List<EnvironmentId> of(Connection connection, List<Scope> scopes)
            throws SQLException {
        return Sql.list(
                connection,
                row -> new EnvironmentId(row.getString(1)),
                """
                SELECT id FROM environment
                WHERE state <> 'DELETED' AND (project = ? AND id = coalesce(?, id)
                    OR project = ? AND id = coalesce(?, id))
                ORDER BY database, id
                """,
                scopes.getFirst().project,
                scopes.getFirst().environment,
                scopes.getLast().project,
                scopes.getLast().environment);
    }
}
