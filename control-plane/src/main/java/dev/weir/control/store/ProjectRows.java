package dev.weir.control.store;

import dev.weir.control.management.Marks;
import dev.weir.control.management.Project;
import dev.weir.events.ProjectId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

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

    /** One project by its id or, if no project has this id, by its name. */
    static Project named(Connection connection, String reference) throws SQLException {
        return Sql.first(
                        connection,
                        ProjectRows::read,
                        SELECT + " AND (id = ? OR name = ?) ORDER BY id = ? DESC LIMIT 1",
                        reference,
                        reference,
                        reference)
                .orElseThrow(() -> Refused.missing("project", reference));
    }

    static void refuseTakenName(Connection connection, String name, String except)
            throws SQLException {
        var holder =
                Sql.first(
                        connection,
                        row -> row.getString(1),
                        "SELECT id FROM project WHERE name = ? AND NOT deleted AND id <> ?",
                        name,
                        except);
        if (holder.isPresent()) throw Refused.taken("project", name, holder.get());
    }

    static void insert(Connection connection, ProjectId id, String name, Marks marks)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO project (id, name, labels, deletion_protection) VALUES (?, ?, ?, ?)",
                id.value(),
                name,
                Labels.column(connection, marks.labelsOr(Map.of())),
                marks.protectionOr(false));
    }

    static void update(Connection connection, Project present, String name, Marks marks)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE project SET name = ?, labels = ?, deletion_protection = ?,"
                        + " version = version + 1 WHERE id = ?",
                name,
                Labels.column(connection, marks.labelsOr(present.labels())),
                marks.protectionOr(present.deletionProtection()),
                present.id().value());
    }

    /** One project, which nothing else changes before the transaction ends. */
    static Project locked(Connection connection, ProjectId id) throws SQLException {
        return Sql.first(
                        connection,
                        ProjectRows::read,
                        SELECT + " AND id = ? FOR UPDATE",
                        id.value())
                .orElseThrow(() -> Refused.missing("project", id));
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
                Labels.read(row),
                row.getBoolean("deletion_protection"),
                row.getLong("version"),
                Sql.instant(row, "created_at"));
    }
}
