package dev.weir.control.http;

import dev.weir.control.management.Management;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** Projects. */
final class ProjectRoutes {
    private final Management management;
    private final References references;

    ProjectRoutes(Management management) {
        this.management = management;
        this.references = new References(management);
    }

    void addTo(JsonApi.Builder api) {
        api.get("/v1/projects", Roles.READ, Params.storing(this::projects))
                .post("/v1/projects", Roles.ADMINISTER, Params.whole(this::createProject))
                .get("/v1/projects/{project}", Roles.READ, Params.storing(this::project))
                .put(
                        "/v1/projects/{project}",
                        Roles.ADMINISTER,
                        Params.storing(this::updateProject))
                .delete(
                        "/v1/projects/{project}",
                        Roles.ADMINISTER,
                        Params.storing(this::deleteProject))
                .get(
                        "/v1/projects/{project}/environments",
                        Roles.READ,
                        Params.storing(this::environments));
    }

    private Answer projects(Request request) {
        var page = Refusals.orThrow(management.projects().list(Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Project::of));
    }

    private Answer createProject(Request request) {
        var asked = request.body(Requests.Project.class);
        var marks = Params.marks(asked.labels(), asked.deletionProtection());
        var made =
                Refusals.orThrow(
                        management.projects().create(Params.by(request), asked.name(), marks));
        return Params.tagged(
                Answer.created("/v1/projects/" + made.id(), Views.Project.of(made)),
                made.version());
    }

    private Answer project(Request request) {
        var found = references.project(request);
        return Params.tagged(Answer.ok(Views.Project.of(found)), found.version());
    }

    private Answer updateProject(Request request) {
        var asked = request.body(Requests.Project.class);
        var present = references.project(request);
        var changed =
                Refusals.orThrow(
                        management
                                .projects()
                                .update(
                                        Params.by(request),
                                        present.id(),
                                        Params.version(request, present::version),
                                        asked.name(),
                                        Params.marks(asked.labels(), asked.deletionProtection())));
        return Params.tagged(Answer.ok(Views.Project.of(changed)), changed.version());
    }

    private Answer deleteProject(Request request) {
        var present = references.project(request);
        long version = Params.version(request, present::version);
        Refusals.orThrow(management.projects().delete(Params.by(request), present.id(), version));
        return Answer.noContent();
    }

    private Answer environments(Request request) {
        var page =
                Refusals.orThrow(
                        management
                                .environments()
                                .list(references.project(request).id(), Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Environment::of));
    }
}
