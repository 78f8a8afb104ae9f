package dev.weir.control.http;

import dev.weir.control.management.Database;
import dev.weir.control.management.Environment;
import dev.weir.control.management.Management;
import dev.weir.control.management.Project;
import dev.weir.control.management.Refusal;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.runtime.http.Request;

/**
 * Things that a request names, by their ids or by their names. For a caller that is limited to some
 * projects, nothing else exists.
 */
final class References {
    private final Management management;

    References(Management management) {
        this.management = management;
    }

    Project project(Request request) {
        return project(request, request.path("project"));
    }

    Project project(Request request, String reference) {
        var found =
                Refusals.orThrow(
                        management.projects().named(Params.reference("project", reference)));
        refuseOther(request, found.id(), "project", reference);
        return found;
    }

    Environment environment(Request request) {
        return environment(request, request.path("environment"));
    }

    Environment environment(Request request, String reference) {
        var found =
                Refusals.orThrow(
                        management
                                .environments()
                                .named(Params.reference("environment", reference)));
        refuseOther(request, found.project(), "environment", reference);
        return found;
    }

    EnvironmentId environmentId(Request request) {
        return environment(request).id();
    }

    Database database(Request request) {
        var reference = Params.reference("database", request.path("database"));
        return Refusals.orThrow(management.databases().named(reference));
    }

    private static void refuseOther(
            Request request, ProjectId project, String kind, String reference) {
        var scope = request.caller().scope();
        if (scope.isEmpty() || scope.contains(project.value())) return;
        throw Refusals.problemOf(new Refusal.NotFound(kind, reference)).toException();
    }
}
