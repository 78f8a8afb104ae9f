package dev.weir.control.http;

import dev.weir.control.management.ApiKey;
import dev.weir.control.management.Management;
import dev.weir.control.management.WantedKey;
import dev.weir.events.EnvironmentId;
import dev.weir.runtime.Secret;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** The API keys of environments. */
final class KeyRoutes {
    private final Management management;
    private final References references;

    KeyRoutes(Management management) {
        this.management = management;
        this.references = new References(management);
    }

    void addTo(JsonApi.Builder api) {
        var all = "/v1/environments/{environment}/keys";
        var one = all + "/{key}";
        api.get(all, Roles.READ, Params.storing(this::keys))
                .post(all, Roles.DEVELOP, Params.storing(this::create))
                .get(one, Roles.READ, Params.storing(this::key))
                .put(one, Roles.DEVELOP, Params.storing(this::update))
                .delete(one, Roles.DEVELOP, Params.storing(this::revoke));
    }

    private Answer keys(Request request) {
        var environment = references.environmentId(request);
        var page = Refusals.orThrow(management.keys().list(environment, Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Key::of));
    }

    private Answer create(Request request) {
        var environment = references.environmentId(request);
        var wanted = wanted(request.body(Requests.Key.class));
        var made =
                Refusals.orThrow(management.keys().create(Params.by(request), environment, wanted));
        var location = "/v1/environments/" + environment + "/keys/" + made.key().id();
        return Params.tagged(
                Answer.created(location, Views.Key.of(made))
                        .withHeader("cache-control", "no-store"),
                made.key().version());
    }

    private Answer key(Request request) {
        var found = named(request, references.environmentId(request));
        return Params.tagged(Answer.ok(Views.Key.of(found)), found.version());
    }

    private Answer update(Request request) {
        var environment = references.environmentId(request);
        var wanted = wanted(request.body(Requests.Key.class));
        var present = named(request, environment);
        var changed =
                Refusals.orThrow(
                        management
                                .keys()
                                .update(
                                        Params.by(request),
                                        environment,
                                        present.id(),
                                        Params.version(request, present::version),
                                        wanted));
        return Params.tagged(
                Answer.ok(Views.Key.of(changed)).withHeader("cache-control", "no-store"),
                changed.key().version());
    }

    private Answer revoke(Request request) {
        var environment = references.environmentId(request);
        var key = Params.reference("api-key", request.path("key"));
        Refusals.orThrow(management.keys().revoke(Params.by(request), environment, key));
        return Answer.noContent();
    }

    private ApiKey named(Request request, EnvironmentId environment) {
        var reference = Params.reference("api-key", request.path("key"));
        return Refusals.orThrow(management.keys().named(environment, reference));
    }

    private static WantedKey wanted(Requests.Key asked) {
        var secret = asked.secret();
        return new WantedKey(
                asked.name(),
                asked.expiresAt(),
                secret == null ? null : new Secret(secret),
                asked.secretVersion());
    }
}
