package dev.weir.control.http;

import dev.weir.control.management.Management;
import dev.weir.control.management.ServiceToken;
import dev.weir.control.management.WantedToken;
import dev.weir.events.ProjectId;
import dev.weir.runtime.Secret;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;
import java.util.List;
import java.util.Set;

/** The service tokens of this API. */
final class TokenRoutes {
    private final Management management;
    private final References references;

    TokenRoutes(Management management) {
        this.management = management;
        this.references = new References(management);
    }

    void addTo(JsonApi.Builder api) {
        var one = "/v1/tokens/{token}";
        api.get("/v1/tokens", Roles.ADMINISTER, Params.whole(this::tokens))
                .post("/v1/tokens", Roles.ADMINISTER, Params.whole(this::create))
                .get(one, Roles.ADMINISTER, Params.whole(this::token))
                .put(one, Roles.ADMINISTER, Params.whole(this::update))
                .delete(one, Roles.ADMINISTER, Params.whole(this::revoke));
    }

    private Answer tokens(Request request) {
        var page = Refusals.orThrow(management.tokens().list(Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Token::of));
    }

    private Answer create(Request request) {
        var wanted = wanted(request);
        var made = Refusals.orThrow(management.tokens().create(Params.by(request), wanted));
        return Params.tagged(
                Answer.created("/v1/tokens/" + made.token().id(), Views.Token.of(made))
                        .withHeader("cache-control", "no-store"),
                made.token().version());
    }

    private Answer token(Request request) {
        var found = named(request);
        return Params.tagged(Answer.ok(Views.Token.of(found)), found.version());
    }

    private Answer update(Request request) {
        var wanted = wanted(request);
        var present = named(request);
        var changed =
                Refusals.orThrow(
                        management
                                .tokens()
                                .update(
                                        Params.by(request),
                                        present.id(),
                                        Params.version(request, present::version),
                                        wanted));
        return Params.tagged(
                Answer.ok(Views.Token.of(changed)).withHeader("cache-control", "no-store"),
                changed.token().version());
    }

    private Answer revoke(Request request) {
        var id = Params.reference("token", request.path("token"));
        Refusals.orThrow(management.tokens().revoke(Params.by(request), id));
        return Answer.noContent();
    }

    private ServiceToken named(Request request) {
        var reference = Params.reference("token", request.path("token"));
        return Refusals.orThrow(management.tokens().named(reference));
    }

    private WantedToken wanted(Request request) {
        var asked = request.body(Requests.Token.class);
        var text = asked.token();
        List<ProjectId> projects =
                asked.projects() == null
                        ? List.of()
                        : asked.projects().stream()
                                .map(reference -> references.project(request, reference).id())
                                .toList();
        return new WantedToken(
                asked.name(),
                Set.copyOf(asked.roles()),
                projects,
                asked.expiresAt(),
                text == null ? null : new Secret(text),
                asked.tokenVersion());
    }
}
