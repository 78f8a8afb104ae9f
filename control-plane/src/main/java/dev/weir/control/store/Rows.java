package dev.weir.control.store;

import dev.weir.control.ApiKey;
import dev.weir.control.AuditEntry;
import dev.weir.control.Database;
import dev.weir.control.Environment;
import dev.weir.control.Project;
import dev.weir.control.Suspension;
import dev.weir.events.BudgetId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows as what they mean. */
final class Rows {
    static final String ENVIRONMENTS =
            "SELECT e.*, d.host, d.port FROM environment e JOIN database_server d ON d.id = e.database";

    private Rows() {}

    static Project project(ResultSet row) throws SQLException {
        return new Project(
                new ProjectId(row.getString("id")),
                row.getString("name"),
                row.getLong("version"),
                Sql.instant(row, "created_at"));
    }

    static Database database(ResultSet row) throws SQLException {
        return new Database(
                new DatabaseId(row.getString("id")),
                row.getString("host"),
                row.getInt("port"),
                row.getInt("connection_limit"),
                row.getInt("effective_limit"),
                row.getInt("reserve"),
                row.getInt("charged"),
                row.getLong("revision"),
                Sql.instant(row, "created_at"));
    }

    static Environment environment(ResultSet row) throws SQLException {
        return new Environment(
                new EnvironmentId(row.getString("id")),
                new ProjectId(row.getString("project")),
                row.getString("name"),
                new RegionId(row.getString("region")),
                new DatabaseId(row.getString("database")),
                row.getString("provider"),
                row.getString("host"),
                row.getInt("port"),
                row.getString("database_name"),
                row.getString("database_user"),
                EnvironmentState.valueOf(row.getString("state")),
                suspension(row),
                limit(row),
                settings(row),
                row.getLong("version"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "updated_at"));
    }

    private static @Nullable Suspension suspension(ResultSet row) throws SQLException {
        if (!row.getString("state").equals("SUSPENDED")) return null;
        var budget = row.getString("suspended_budget");
        if (budget == null) {
            return new Suspension.ByPerson(
                    Objects.requireNonNullElse(row.getString("suspended_by"), ""));
        }
        return new Suspension.ByBudget(
                new BudgetId(budget), YearMonth.parse(row.getString("suspended_period")));
    }

    static EnvironmentSettings settings(ResultSet row) throws SQLException {
        return new EnvironmentSettings(
                Sql.millis(row, "idle_timeout_ms"),
                Sql.millis(row, "query_timeout_ms"),
                Sql.millis(row, "transaction_timeout_ms"),
                Sql.millis(row, "queue_timeout_ms"),
                row.getInt("max_queue"),
                row.getLong("max_response_bytes"));
    }

    static @Nullable Integer limit(ResultSet row) throws SQLException {
        int limit = row.getInt("connection_limit");
        return row.wasNull() ? null : limit;
    }

    static ApiKey apiKey(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                new EnvironmentId(row.getString("environment")),
                row.getString("name"),
                Sql.instant(row, "created_at"));
    }

    static AuditEntry audit(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("details"),
                Sql.instant(row, "happened_at"));
    }
}
