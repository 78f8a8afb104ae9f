package dev.weir.control.store;

import dev.weir.control.management.Environment;
import dev.weir.control.management.Suspension;
import dev.weir.control.management.Suspension.ByBudget;
import dev.weir.control.management.Suspension.ByPerson;
import dev.weir.events.BudgetId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who suspends an environment, and who may end it. Whoever calls holds the lock of its database's
 * row, and tells the nodes what came of it.
 */
final class Suspensions {
    private Suspensions() {}

    /** The budget that stops an environment of a project, if one does. */
    static Optional<ByBudget> stop(Connection connection, String project, String environment)
            throws SQLException {
        return Sql.first(
                connection,
                row ->
                        new ByBudget(
                                new BudgetId(row.getString(1)), YearMonth.parse(row.getString(2))),
                """
                SELECT id, period FROM budget
                WHERE stopped AND project = ? AND (environment IS NULL OR environment = ?)
                ORDER BY id LIMIT 1
                """,
                project,
                environment);
    }

    /** What a person asks for. False: it serves already. */
    static boolean resume(Connection connection, Environment environment) throws SQLException {
        if (environment.state() == EnvironmentState.ACTIVE) return false;
        var stop = stop(connection, environment);
        if (stop.isPresent()) {
            throw Refused.conflict(
                    "the budget "
                            + stop.get().budget()
                            + " stops it in "
                            + stop.get().period()
                            + "; raise the budget or remove it");
        }
        write(connection, environment.id(), EnvironmentState.ACTIVE, null);
        return true;
    }

    /** What a person asks for, whose word outlasts that of a budget. False: one has done so. */
    static boolean suspend(Connection connection, Environment environment, String actor)
            throws SQLException {
        if (environment.suspension() instanceof ByPerson) return false;
        write(connection, environment.id(), EnvironmentState.SUSPENDED, new ByPerson(actor));
        return true;
    }

    /**
     * Brings an environment to what the budgets say: one that serves is suspended when one of them
     * stops it, one that only a budget has suspended is resumed when none does any more.
     *
     * @return its new state; empty: it is as it was, though another budget may stop it now
     */
    static Optional<EnvironmentState> settle(Connection connection, Environment environment)
            throws SQLException {
        var why = environment.suspension();
        var stop = stop(connection, environment).orElse(null);
        if (why instanceof ByPerson || Objects.equals(why, stop)) return Optional.empty();
        var state = stop == null ? EnvironmentState.ACTIVE : EnvironmentState.SUSPENDED;
        write(connection, environment.id(), state, stop);
        return state == environment.state() ? Optional.empty() : Optional.of(state);
    }

    /** For the audit log, which has a person's name as its actor. */
    static String shown(@Nullable Suspension suspension) {
        return switch (suspension) {
            case null -> "";
            case ByPerson _ -> "";
            case ByBudget(var budget, var period) -> " budget=" + budget + " period=" + period;
        };
    }

    private static Optional<ByBudget> stop(Connection connection, Environment environment)
            throws SQLException {
        return stop(connection, environment.project().value(), environment.id().value());
    }

    private static void write(
            Connection connection,
            EnvironmentId id,
            EnvironmentState state,
            @Nullable Suspension why)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE environment SET state = ?, suspended_by = ?, suspended_budget = ?,"
                        + " suspended_period = ? WHERE id = ?",
                state.name(),
                why instanceof ByPerson(var actor) ? actor : null,
                why instanceof ByBudget by ? by.budget().value() : null,
                why instanceof ByBudget by ? by.period().toString() : null,
                id.value());
    }
}
