package dev.weir.control.store;

import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.Environment;
import dev.weir.control.management.EnvironmentUpdate;
import dev.weir.control.management.Marks;
import dev.weir.control.management.Suspension;
import dev.weir.events.BudgetId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code environment}. */
final class EnvironmentRows {
    static final String SELECT =
            "SELECT e.*, d.host, d.port FROM environment e JOIN database_server d ON d.id = e.database";

    private EnvironmentRows() {}

    /**
     * An environment to be inserted, with version 1.
     *
     * @param sealedUrl its URL, sealed for version 1
     * @param stop the budget that suspends it from the beginning; null: it serves
     */
    record Row(
            EnvironmentId id,
            ProjectId project,
            String name,
            RegionId region,
            DatabaseId database,
            @Nullable Integer connectionLimit,
            DatabaseUrl url,
            String sealedUrl,
            EnvironmentSettings settings,
            @Nullable Long urlVersion,
            Marks marks,
            Suspension.@Nullable ByBudget stop) {
        private EnvironmentState state() {
            return stop == null ? EnvironmentState.ACTIVE : EnvironmentState.SUSPENDED;
        }
    }

    /** One environment that is not deleted. */
    static Environment one(Connection connection, EnvironmentId id) throws SQLException {
        return find(connection, id).orElseThrow(() -> Refused.missing("environment", id));
    }

    static Optional<Environment> find(Connection connection, EnvironmentId id) throws SQLException {
        return Sql.first(
                connection,
                EnvironmentRows::read,
                SELECT + " WHERE e.id = ? AND e.state <> 'DELETED'",
                id.value());
    }

    /** One environment by its id, or by its project and its name. */
    static Environment named(Connection connection, String reference) throws SQLException {
        var slash = reference.indexOf('/');
        if (slash < 0) {
            return Sql.first(
                            connection,
                            EnvironmentRows::read,
                            SELECT + " WHERE e.id = ? AND e.state <> 'DELETED'",
                            reference)
                    .orElseThrow(() -> Refused.missing("environment", reference));
        }
        var project = ProjectRows.named(connection, reference.substring(0, slash));
        return Sql.first(
                        connection,
                        EnvironmentRows::read,
                        SELECT + " WHERE e.project = ? AND e.name = ? AND e.state <> 'DELETED'",
                        project.id().value(),
                        reference.substring(slash + 1))
                .orElseThrow(() -> Refused.missing("environment", reference));
    }

    static List<Environment> of(Connection connection, DatabaseId database) throws SQLException {
        return Sql.list(
                connection,
                EnvironmentRows::read,
                SELECT + " WHERE e.database = ? AND e.state <> 'DELETED'",
                database.value());
    }

    static void refuseTakenName(
            Connection connection, ProjectId project, String name, String except)
            throws SQLException {
        var holder =
                Sql.first(
                        connection,
                        row -> row.getString(1),
                        "SELECT id FROM environment WHERE project = ? AND name = ?"
                                + " AND state <> 'DELETED' AND id <> ?",
                        project.value(),
                        name,
                        except);
        if (holder.isPresent()) throw Refused.taken("environment", name, holder.get());
    }

    static void insert(Connection connection, Row row) throws SQLException {
        var settings = row.settings();
        var stop = row.stop();
        Sql.update(
                connection,
                """
                INSERT INTO environment (id, project, name, region, database, state, connection_limit,
                    provider, database_name, database_user, sealed_url, idle_timeout_ms, query_timeout_ms,
                    transaction_timeout_ms, queue_timeout_ms, max_queue, max_response_bytes,
                    suspended_budget, suspended_period, labels, deletion_protection,
                    database_url_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                row.id().value(),
                row.project().value(),
                row.name(),
                row.region().value(),
                row.database().value(),
                row.state().name(),
                row.connectionLimit(),
                row.url().provider(),
                row.url().databaseName(),
                row.url().user(),
                row.sealedUrl(),
                settings.idleTimeout(),
                settings.queryTimeout(),
                settings.transactionTimeout(),
                settings.queueTimeout(),
                settings.maxQueue(),
                settings.maxResponseBytes(),
                stop == null ? null : stop.budget().value(),
                stop == null ? null : stop.period().toString(),
                Labels.column(connection, row.marks().labelsOr(Map.of())),
                row.marks().protectionOr(false),
                row.urlVersion());
    }

    static void update(
            Connection connection, Environment present, String name, EnvironmentUpdate update)
            throws SQLException {
        var settings = update.settings();
        Sql.update(
                connection,
                """
                UPDATE environment SET name = ?, connection_limit = ?, idle_timeout_ms = ?,
                    query_timeout_ms = ?, transaction_timeout_ms = ?, queue_timeout_ms = ?,
                    max_queue = ?, max_response_bytes = ?, labels = ?, deletion_protection = ?
                WHERE id = ?
                """,
                name,
                update.connectionLimit(),
                settings.idleTimeout(),
                settings.queryTimeout(),
                settings.transactionTimeout(),
                settings.queueTimeout(),
                settings.maxQueue(),
                settings.maxResponseBytes(),
                Labels.column(connection, update.marks().labelsOr(present.labels())),
                update.marks().protectionOr(present.deletionProtection()),
                present.id().value());
    }

    /** Another URL, sealed for the present version. */
    static void setUrl(
            Connection connection,
            EnvironmentId id,
            DatabaseUrl url,
            String sealed,
            @Nullable Long urlVersion)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE environment SET database_name = ?, database_user = ?, sealed_url = ?,"
                        + " database_url_version = ? WHERE id = ?",
                url.databaseName(),
                url.user(),
                sealed,
                urlVersion,
                id.value());
    }

    /** The next version, with the URL sealed for it. */
    static void setVersion(Connection connection, EnvironmentId id, long version, String sealed)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE environment SET sealed_url = ?, version = ?, updated_at = now()"
                        + " WHERE id = ?",
                sealed,
                version,
                id.value());
    }

    static void delete(Connection connection, EnvironmentId id) throws SQLException {
        Sql.update(
                connection,
                "UPDATE environment SET state = 'DELETED', suspended_by = NULL, suspended_budget = NULL,"
                        + " suspended_period = NULL, version = version + 1, sealed_url = '',"
                        + " updated_at = now() WHERE id = ?",
                id.value());
    }

    static String sealedUrl(Connection connection, EnvironmentId id) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getString(1),
                        "SELECT sealed_url FROM environment WHERE id = ?",
                        id.value())
                .orElseThrow();
    }

    static Environment read(ResultSet row) throws SQLException {
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
                Labels.read(row),
                row.getBoolean("deletion_protection"),
                Sql.number(row, "database_url_version"),
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

    private static EnvironmentSettings settings(ResultSet row) throws SQLException {
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
}
