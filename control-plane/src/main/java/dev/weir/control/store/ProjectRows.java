package dev.weir.control.store;

import dev.weir.control.management.Project;
import dev.weir.events.ProjectId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table {@code project}. */
final class ProjectRows {
    static final String SELECT = "SELECT * FROM project WHERE NOT deleted";

    private ProjectRows() {}

    /** One project, which is not deleted before the transaction ends. */
    static Project one(Connection connection, ProjectId id) throws SQLException {
        return Sql.first(
                        connection, ProjectRows::read, SELECT + " AND id = ? FOR SHARE", id.value())
                .orElseThrow(() -> Refused.missing("project", id));
    }

    static void insert(Connection connection, ProjectId id, String name) throws SQLException {
        Sql.update(connection, "INSERT INTO project (id, name) VALUES (?, ?)", id.value(), name);
    }

    static boolean hasEnvironments(Connection connection, ProjectId id) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getInt(1),
                        "SELECT 1 FROM environment WHERE project = ? AND state <> 'DELETED' LIMIT 1",
                        id.value())
                .isPresent();
    }

    static void delete(Connection connection, ProjectId id) throws SQLException {
        Sql.update(connection, "UPDATE project SET deleted = true WHERE id = ?", id.value());
    }

    static Project read(ResultSet row) throws SQLException {
        return new Project(
                new ProjectId(row.getString("id")),
                row.getString("name"),
                row.getLong("version"),
                Sql.instant(row, "created_at"));
    }
}
