package dev.weir.control.http;

import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.EnvironmentUpdate;
import dev.weir.control.management.Management;
import dev.weir.control.management.NewEnvironment;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** Environments and their API keys. */
final class EnvironmentRoutes {
    private final Management management;
    private final EnvironmentSettings defaults;

    EnvironmentRoutes(Management management, EnvironmentSettings defaults) {
        this.management = management;
        this.defaults = defaults;
    }

    void addTo(JsonApi.Builder api) {
        var one = "/v1/environments/{environment}";
        api.get("/v1/environments", Roles.READ, Params.storing(this::environments))
                .post("/v1/environments", Roles.DEVELOP, Params.storing(this::createEnvironment))
                .get(one, Roles.READ, Params.storing(this::environment))
                .put(one, Roles.DEVELOP, Params.storing(this::updateEnvironment))
                .delete(one, Roles.ADMINISTER, Params.storing(this::deleteEnvironment))
                .put(one + "/database-url", Roles.DEVELOP, Params.storing(this::rotateUrl))
                .put(one + "/state", Roles.ADMINISTER, Params.storing(this::setState))
                .get(one + "/pools", Roles.READ, Params.storing(this::pools))
                .get(one + "/keys", Roles.READ, Params.storing(this::keys))
                .post(one + "/keys", Roles.DEVELOP, Params.storing(this::createKey))
                .delete(one + "/keys/{key}", Roles.DEVELOP, Params.storing(this::revokeKey));
    }

    private Answer environments(Request request) {
        var page = Refusals.orThrow(management.environments().list(Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Environment::of));
    }

    private Answer createEnvironment(Request request) {
        var asked = request.body(Requests.Environment.class);
        var region = asked.region();
        var settings = asked.settings();
        var wanted =
                new NewEnvironment(
                        Params.id("project", asked.project(), ProjectId::new),
                        asked.name(),
                        region == null ? null : Params.id("region", region, RegionId::new),
                        Refusals.orThrow(DatabaseUrl.parse(asked.databaseUrl())),
                        asked.connectionLimit(),
                        asked.databaseLimit(),
                        settings == null ? null : checked(settings, defaults));
        var made = Refusals.orThrow(management.environments().create(Params.by(request), wanted));
        return Params.tagged(
                Answer.created("/v1/environments/" + made.id(), Views.Environment.of(made)),
                made.version());
    }

    private Answer environment(Request request) {
        return shown(Refusals.orThrow(management.environments().find(Params.environment(request))));
    }

    private Answer updateEnvironment(Request request) {
        var id = Params.environment(request);
        var asked = request.body(Requests.EnvironmentUpdate.class);
        var present = Refusals.orThrow(management.environments().find(id));
        var settings = asked.settings();
        var update =
                new EnvironmentUpdate(
                        asked.name(),
                        asked.connectionLimit(),
                        settings == null ? defaults : checked(settings, defaults));
        long version = Params.version(request, present::version);
        return shown(
                Refusals.orThrow(
                        management.environments().update(Params.by(request), id, version, update)));
    }

    private Answer deleteEnvironment(Request request) {
        var id = Params.environment(request);
        Refusals.orThrow(
                management.environments().delete(Params.by(request), id, newest(request, id)));
        return Answer.noContent();
    }

    private Answer rotateUrl(Request request) {
        var id = Params.environment(request);
        var url =
                Refusals.orThrow(DatabaseUrl.parse(request.body(Requests.Url.class).databaseUrl()));
        return shown(
                Refusals.orThrow(
                        management
                                .environments()
                                .rotateUrl(Params.by(request), id, newest(request, id), url)));
    }

    private Answer setState(Request request) {
        var id = Params.environment(request);
        var state =
                switch (request.body(Requests.State.class).state()) {
                    case "active" -> EnvironmentState.ACTIVE;
                    case "suspended" -> EnvironmentState.SUSPENDED;
                    default ->
                            throw Refusals.invalid("state", "must be active or suspended")
                                    .toException();
                };
        return shown(
                Refusals.orThrow(
                        management
                                .environments()
                                .setState(Params.by(request), id, newest(request, id), state)));
    }

    private Answer pools(Request request) {
        var pools = Refusals.orThrow(management.nodes().pools(Params.environment(request)));
        return Answer.ok(Views.Items.of(pools, Views.Pool::of));
    }

    private Answer keys(Request request) {
        var page =
                Refusals.orThrow(
                        management.keys().list(Params.environment(request), Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Key::of));
    }

    private Answer createKey(Request request) {
        var environment = Params.environment(request);
        var name = request.body(Requests.Key.class).name();
        var made =
                Refusals.orThrow(management.keys().create(Params.by(request), environment, name));
        var location = "/v1/environments/" + environment + "/keys/" + made.key().id();
        return Answer.created(location, Views.Key.of(made)).withHeader("cache-control", "no-store");
    }

    private Answer revokeKey(Request request) {
        Refusals.orThrow(
                management
                        .keys()
                        .revoke(
                                Params.by(request),
                                Params.environment(request),
                                request.path("key")));
        return Answer.noContent();
    }

    private static Answer shown(dev.weir.control.management.Environment environment) {
        return Params.tagged(Answer.ok(Views.Environment.of(environment)), environment.version());
    }

    private long newest(Request request, EnvironmentId id) {
        return Params.version(
                request, () -> Refusals.orThrow(management.environments().find(id)).version());
    }

    private static EnvironmentSettings checked(Requests.Settings asked, EnvironmentSettings base) {
        try {
            return asked.over(base);
        } catch (IllegalArgumentException e) {
            throw Refusals.invalid("settings", String.valueOf(e.getMessage())).toException();
        }
    }
}
