package dev.weir.control.http;

import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.Environment;
import dev.weir.control.management.EnvironmentRules;
import dev.weir.control.management.EnvironmentUpdate;
import dev.weir.control.management.Management;
import dev.weir.control.management.NewEnvironment;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.RegionId;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** Environments. */
final class EnvironmentRoutes {
    private final Management management;
    private final EnvironmentRules rules;
    private final References references;

    EnvironmentRoutes(Management management, EnvironmentRules rules) {
        this.management = management;
        this.rules = rules;
        this.references = new References(management);
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
                .get(one + "/pools", Roles.READ, Params.storing(this::pools));
    }

    private Answer environments(Request request) {
        var page = Refusals.orThrow(management.environments().list(Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Environment::of));
    }

    private Answer createEnvironment(Request request) {
        var wanted = wanted(request, request.body(Requests.Environment.class));
        var made = Refusals.orThrow(management.environments().create(Params.by(request), wanted));
        return Params.tagged(
                Answer.created("/v1/environments/" + made.id(), Views.Environment.of(made)),
                made.version());
    }

    NewEnvironment wanted(Request request, Requests.Environment asked) {
        Params.databaseLimit("databaseLimit", asked.databaseLimit(), rules);
        var region = asked.region();
        var settings = asked.settings();
        return new NewEnvironment(
                references.project(request, asked.project()).id(),
                asked.name(),
                region == null ? null : Params.id("region", region, RegionId::new),
                Refusals.orThrow(DatabaseUrl.parse(asked.databaseUrl())),
                asked.connectionLimit(),
                asked.databaseLimit(),
                settings == null ? null : checked(settings),
                asked.databaseUrlVersion(),
                Params.marks(asked.labels(), asked.deletionProtection()));
    }

    private Answer environment(Request request) {
        return shown(references.environment(request));
    }

    private Answer updateEnvironment(Request request) {
        var asked = request.body(Requests.EnvironmentUpdate.class);
        var present = references.environment(request);
        var settings = asked.settings();
        var update =
                new EnvironmentUpdate(
                        asked.name(),
                        asked.connectionLimit(),
                        settings == null ? rules.defaults() : checked(settings),
                        Params.marks(asked.labels(), asked.deletionProtection()));
        long version = Params.version(request, present::version);
        return shown(
                Refusals.orThrow(
                        management
                                .environments()
                                .update(Params.by(request), present.id(), version, update)));
    }

    private Answer deleteEnvironment(Request request) {
        var present = references.environment(request);
        Refusals.orThrow(
                management
                        .environments()
                        .delete(Params.by(request), present.id(), version(request, present)));
        return Answer.noContent();
    }

    private Answer rotateUrl(Request request) {
        var asked = request.body(Requests.Url.class);
        var url = Refusals.orThrow(DatabaseUrl.parse(asked.databaseUrl()));
        var present = references.environment(request);
        return shown(
                Refusals.orThrow(
                        management
                                .environments()
                                .rotateUrl(
                                        Params.by(request),
                                        present.id(),
                                        version(request, present),
                                        url,
                                        asked.databaseUrlVersion())));
    }

    private Answer setState(Request request) {
        var present = references.environment(request);
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
                                .setState(
                                        Params.by(request),
                                        present.id(),
                                        version(request, present),
                                        state)));
    }

    private Answer pools(Request request) {
        var pools = Refusals.orThrow(management.nodes().pools(references.environmentId(request)));
        return Answer.ok(Views.Items.of(pools, Views.Pool::of));
    }

    private static Answer shown(Environment environment) {
        return Params.tagged(Answer.ok(Views.Environment.of(environment)), environment.version());
    }

    private static long version(Request request, Environment present) {
        return Params.version(request, present::version);
    }

    private EnvironmentSettings checked(Requests.Settings asked) {
        try {
            var settings = asked.over(rules.defaults());
            settings.aboveOf(rules.maxima())
                    .ifPresent(rule -> {
                        throw Refusals.aboveMaximum(rule).toException();
                    });
            return settings;
        } catch (IllegalArgumentException e) {
            throw Refusals.invalid("settings", String.valueOf(e.getMessage())).toException();
        }
    }
}
