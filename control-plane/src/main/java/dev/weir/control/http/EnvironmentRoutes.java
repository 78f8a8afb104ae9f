package dev.weir.control.http;

import dev.weir.control.DatabaseUrl;
import dev.weir.control.EnvironmentUpdate;
import dev.weir.control.Management;
import dev.weir.control.NewEnvironment;
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
        api.get("/v1/environments", Roles.READ, Asking.storing(this::environments))
                .post("/v1/environments", Roles.DEVELOP, Asking.storing(this::createEnvironment))
                .get(one, Roles.READ, Asking.storing(this::environment))
                .put(one, Roles.DEVELOP, Asking.storing(this::updateEnvironment))
                .delete(one, Roles.ADMINISTER, Asking.storing(this::deleteEnvironment))
                .put(one + "/database-url", Roles.DEVELOP, Asking.storing(this::rotateUrl))
                .put(one + "/state", Roles.ADMINISTER, Asking.storing(this::setState))
                .get(one + "/pools", Roles.READ, Asking.storing(this::pools))
                .get(one + "/keys", Roles.READ, Asking.storing(this::keys))
                .post(one + "/keys", Roles.DEVELOP, Asking.storing(this::createKey))
                .delete(one + "/keys/{key}", Roles.DEVELOP, Asking.storing(this::revokeKey));
    }

    private Answer environments(Request request) {
        var page = Refusals.orThrow(management.environments(Asking.page(request)));
        return Answer.ok(Shown.Items.of(page, Shown.Environment::of));
    }

    private Answer createEnvironment(Request request) {
        var asked = request.body(Asked.Environment.class);
        var region = asked.region();
        var settings = asked.settings();
        var wanted =
                new NewEnvironment(
                        Asking.id("project", asked.project(), ProjectId::new),
                        asked.name(),
                        region == null ? null : Asking.id("region", region, RegionId::new),
                        Refusals.orThrow(DatabaseUrl.parse(asked.databaseUrl())),
                        asked.connectionLimit(),
                        asked.databaseLimit(),
                        settings == null ? null : checked(settings, defaults));
        var made = Refusals.orThrow(management.createEnvironment(Asking.by(request), wanted));
        return Asking.tagged(
                Answer.created("/v1/environments/" + made.id(), Shown.Environment.of(made)),
                made.version());
    }

    private Answer environment(Request request) {
        return shown(Refusals.orThrow(management.environment(Asking.environment(request))));
    }

    private Answer updateEnvironment(Request request) {
        var id = Asking.environment(request);
        var asked = request.body(Asked.EnvironmentUpdate.class);
        var present = Refusals.orThrow(management.environment(id));
        var settings = asked.settings();
        var update =
                new EnvironmentUpdate(
                        asked.name(),
                        asked.connectionLimit(),
                        settings == null ? defaults : checked(settings, defaults));
        long version = Asking.version(request, present::version);
        return shown(
                Refusals.orThrow(
                        management.updateEnvironment(Asking.by(request), id, version, update)));
    }

    private Answer deleteEnvironment(Request request) {
        var id = Asking.environment(request);
        Refusals.orThrow(management.deleteEnvironment(Asking.by(request), id, newest(request, id)));
        return Answer.noContent();
    }

    private Answer rotateUrl(Request request) {
        var id = Asking.environment(request);
        var url = Refusals.orThrow(DatabaseUrl.parse(request.body(Asked.Url.class).databaseUrl()));
        return shown(
                Refusals.orThrow(
                        management.rotateUrl(Asking.by(request), id, newest(request, id), url)));
    }

    private Answer setState(Request request) {
        var id = Asking.environment(request);
        var state =
                switch (request.body(Asked.State.class).state()) {
                    case "active" -> EnvironmentState.ACTIVE;
                    case "suspended" -> EnvironmentState.SUSPENDED;
                    default ->
                            throw Refusals.invalid("state", "must be active or suspended")
                                    .toException();
                };
        return shown(
                Refusals.orThrow(
                        management.setState(Asking.by(request), id, newest(request, id), state)));
    }

    private Answer pools(Request request) {
        var pools = Refusals.orThrow(management.pools(Asking.environment(request)));
        return Answer.ok(Shown.Items.of(pools, Shown.Pool::of));
    }

    private Answer keys(Request request) {
        var page =
                Refusals.orThrow(
                        management.apiKeys(Asking.environment(request), Asking.page(request)));
        return Answer.ok(Shown.Items.of(page, Shown.Key::of));
    }

    private Answer createKey(Request request) {
        var environment = Asking.environment(request);
        var name = request.body(Asked.Key.class).name();
        var made = Refusals.orThrow(management.createApiKey(Asking.by(request), environment, name));
        var location = "/v1/environments/" + environment + "/keys/" + made.key().id();
        return Answer.created(location, Shown.Key.of(made)).withHeader("cache-control", "no-store");
    }

    private Answer revokeKey(Request request) {
        Refusals.orThrow(
                management.revokeApiKey(
                        Asking.by(request), Asking.environment(request), request.path("key")));
        return Answer.noContent();
    }

    private static Answer shown(dev.weir.control.Environment environment) {
        return Asking.tagged(Answer.ok(Shown.Environment.of(environment)), environment.version());
    }

    private long newest(Request request, EnvironmentId id) {
        return Asking.version(
                request, () -> Refusals.orThrow(management.environment(id)).version());
    }

    private static EnvironmentSettings checked(Asked.Settings asked, EnvironmentSettings base) {
        try {
            return asked.over(base);
        } catch (IllegalArgumentException e) {
            throw Refusals.invalid("settings", String.valueOf(e.getMessage())).toException();
        }
    }
}
