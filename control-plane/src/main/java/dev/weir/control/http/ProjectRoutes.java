package dev.weir.control.http;

import dev.weir.control.Management;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** Projects. */
final class ProjectRoutes {
    private final Management management;

    ProjectRoutes(Management management) {
        this.management = management;
    }

    void addTo(JsonApi.Builder api) {
        api.get("/v1/projects", Roles.READ, Asking.storing(this::projects))
                .post("/v1/projects", Roles.ADMINISTER, Asking.storing(this::createProject))
                .get("/v1/projects/{project}", Roles.READ, Asking.storing(this::project))
                .delete(
                        "/v1/projects/{project}",
                        Roles.ADMINISTER,
                        Asking.storing(this::deleteProject))
                .get(
                        "/v1/projects/{project}/environments",
                        Roles.READ,
                        Asking.storing(this::environments));
    }

    private Answer projects(Request request) {
        var page = Refusals.orThrow(management.projects(Asking.page(request)));
        return Answer.ok(Shown.Items.of(page, Shown.Project::of));
    }

    private Answer createProject(Request request) {
        var asked = request.body(Asked.Project.class);
        var made = Refusals.orThrow(management.createProject(Asking.by(request), asked.name()));
        return Asking.tagged(
                Answer.created("/v1/projects/" + made.id(), Shown.Project.of(made)),
                made.version());
    }

    private Answer project(Request request) {
        var found = Refusals.orThrow(management.project(Asking.project(request)));
        return Asking.tagged(Answer.ok(Shown.Project.of(found)), found.version());
    }

    private Answer deleteProject(Request request) {
        var id = Asking.project(request);
        long version =
                Asking.version(request, () -> Refusals.orThrow(management.project(id)).version());
        Refusals.orThrow(management.deleteProject(Asking.by(request), id, version));
        return Answer.noContent();
    }

    private Answer environments(Request request) {
        var page =
                Refusals.orThrow(
                        management.environments(Asking.project(request), Asking.page(request)));
        return Answer.ok(Shown.Items.of(page, Shown.Environment::of));
    }
}
