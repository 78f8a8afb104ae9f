package dev.weir.control.store;

import dev.weir.control.management.Done;
import dev.weir.control.management.Marks;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Project;
import dev.weir.control.management.Projects;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.events.ProjectId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Projects in the store. */
public final class ProjectStore implements Projects {
    private final Transactions transactions;
    private final Ids ids;

    /** A store over a migrated schema. */
    public ProjectStore(Transactions transactions, Ids ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public Result<Project> create(Request request, String name, Marks marks) {
        return Results.of(
                transactions,
                connection -> {
                    var checked = Checks.name(name);
                    Labels.check(marks.labelsOr(Map.of()));
                    var content = checked + Checks.content(marks);
                    var once = Once.of(connection, request, "project.create", content);
                    if (once.earlier() != null) {
                        return ProjectRows.one(connection, new ProjectId(once.earlier()));
                    }
                    ProjectRows.refuseTakenName(connection, checked, "");
                    var id = new ProjectId(ids.next('p'));
                    ProjectRows.insert(connection, id, checked, marks);
                    once.done(id.value());
                    var made = ProjectRows.one(connection, id);
                    Audit.add(connection, request, "project.create", id, details(made));
                    return made;
                });
    }

    @Override
    public Result<Project> update(
            Request request, ProjectId id, long version, String name, Marks marks) {
        return Results.of(
                transactions,
                connection -> {
                    var checked = Checks.name(name);
                    Labels.check(marks.labelsOr(Map.of()));
                    var present = current(connection, id, version);
                    ProjectRows.refuseTakenName(connection, checked, id.value());
                    ProjectRows.update(connection, present, checked, marks);
                    var changed = ProjectRows.one(connection, id);
                    Audit.add(connection, request, "project.update", id, details(changed));
                    return changed;
                });
    }

    @Override
    public Result<Project> named(String reference) {
        return Results.of(transactions, connection -> ProjectRows.named(connection, reference));
    }

    @Override
    public Result<Project> find(ProjectId id) {
        return Results.of(transactions, connection -> ProjectRows.one(connection, id));
    }

    @Override
    public Result<Page<Project>> list(PageRequest page) {
        return Results.of(
                transactions,
                connection ->
                        Pages.oldestFirst(
                                connection,
                                ProjectRows::read,
                                page,
                                ProjectRows.SELECT
                                        + Pages.named(page, "name")
                                        + Pages.within(page, "id"),
                                "ordinal",
                                Pages.namesWithin(page)));
    }

    @Override
    public Result<Done> delete(Request request, ProjectId id, long version) {
        return Results.of(
                transactions,
                connection -> {
                    var project = current(connection, id, version);
                    if (project.deletionProtection()) throw Refused.isProtected("project", id);
                    if (ProjectRows.hasEnvironments(connection, id)) {
                        throw Refused.conflict("the project still has environments");
                    }
                    ProjectRows.delete(connection, id);
                    Audit.add(connection, request, "project.delete", id, "");
                    return Done.DONE;
                });
    }

    private static Project current(Connection connection, ProjectId id, long version)
            throws SQLException {
        var project = ProjectRows.locked(connection, id);
        if (project.version() != version) throw Refused.stale(connection, id, project.version());
        return project;
    }

    private static String details(Project project) {
        return "name="
                + project.name()
                + Checks.details(project.labels(), project.deletionProtection());
    }
}
