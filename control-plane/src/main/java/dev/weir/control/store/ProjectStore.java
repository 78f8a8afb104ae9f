package dev.weir.control.store;

import dev.weir.control.management.Done;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Project;
import dev.weir.control.management.Projects;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.events.ProjectId;

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
    public Result<Project> create(Request request, String name) {
        return Results.of(
                transactions,
                connection -> {
                    var checked = Checks.name(name);
                    var once = Once.of(connection, request, "project.create", checked);
                    if (once.earlier() != null) {
                        return ProjectRows.one(connection, new ProjectId(once.earlier()));
                    }
                    var id = new ProjectId(ids.next('p'));
                    ProjectRows.insert(connection, id, checked);
                    once.done(id.value());
                    Audit.add(connection, request, "project.create", id, "name=" + checked);
                    return ProjectRows.one(connection, id);
                });
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
                                ProjectRows.SELECT,
                                "ordinal"));
    }

    @Override
    public Result<Done> delete(Request request, ProjectId id, long version) {
        return Results.of(
                transactions,
                connection -> {
                    var project = ProjectRows.one(connection, id);
                    if (project.version() != version) {
                        throw new Refused(new Refusal.Stale(project.version()));
                    }
                    if (ProjectRows.hasEnvironments(connection, id)) {
                        throw Refused.conflict("the project still has environments");
                    }
                    ProjectRows.delete(connection, id);
                    Audit.add(connection, request, "project.delete", id, "");
                    return Done.DONE;
                });
    }
}
