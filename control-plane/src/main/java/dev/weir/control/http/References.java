package dev.weir.control.http;

import dev.weir.control.management.Database;
import dev.weir.control.management.Environment;
import dev.weir.control.management.Management;
import dev.weir.control.management.Project;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.runtime.http.Request;

/** Things that a request names, by their ids or by their names. */
final class References {
    private final Management management;

    References(Management management) {
        this.management = management;
    }

    Project project(Request request) {
        return Refusals.orThrow(management.projects().named(request.path("project")));
    }

    ProjectId project(String reference) {
        return Refusals.orThrow(management.projects().named(reference)).id();
    }

    Environment environment(Request request) {
        return Refusals.orThrow(management.environments().named(request.path("environment")));
    }

    EnvironmentId environmentId(Request request) {
        return environment(request).id();
    }

    Database database(Request request) {
        return Refusals.orThrow(management.databases().named(request.path("database")));
    }
}
