package dev.weir.control.http;

import dev.weir.control.management.Management;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.ProblemException;
import dev.weir.runtime.http.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Many environments in one request. Each is made or deleted by itself, in the order of the request,
 * and has its own result: one that is refused undoes no other.
 */
final class BatchRoutes {
    /** The most environments of one request. */
    static final int MOST = 500;

    private final Management management;
    private final EnvironmentRoutes environments;
    private final References references;

    BatchRoutes(Management management, EnvironmentRoutes environments) {
        this.management = management;
        this.environments = environments;
        this.references = new References(management);
    }

    void addTo(JsonApi.Builder api) {
        api.post("/v1/environments:batch", Roles.DEVELOP, Params.storing(this::create))
                .post(
                        "/v1/environments:batch-delete",
                        Roles.ADMINISTER,
                        Params.storing(this::delete));
    }

    private Answer create(Request request) {
        var asked = bounded(request.body(Requests.EnvironmentBatch.class).environments());
        var results = new ArrayList<Views.Outcome>();
        for (var each : asked) {
            results.add(outcome(() -> created(request, each, results.size())));
        }
        return Answer.ok(new Views.Outcomes(results));
    }

    private Answer delete(Request request) {
        var asked = bounded(request.body(Requests.Deletions.class).environments());
        var results = new ArrayList<Views.Outcome>();
        for (var each : asked) results.add(outcome(() -> deleted(request, each)));
        return Answer.ok(new Views.Outcomes(results));
    }

    private interface Step {
        Views.Outcome take();
    }

    private static Views.Outcome outcome(Step step) {
        try {
            return step.take();
        } catch (ProblemException e) {
            return Views.Outcome.failed(e.problem());
        }
    }

    /** Each has an idempotency key of its own, made of the request's and its place. */
    private Views.Outcome created(Request request, Requests.Environment asked, int place) {
        var wanted = environments.wanted(request, asked);
        var by = Params.by(request).part(place);
        return Views.Outcome.created(
                Refusals.orThrow(management.environments().create(by, wanted)));
    }

    private Views.Outcome deleted(Request request, String reference) {
        var present = references.environment(request, reference);
        Refusals.orThrow(
                management
                        .environments()
                        .delete(Params.by(request), present.id(), present.version()));
        return new Views.Outcome(204, null, null);
    }

    private static <T> List<T> bounded(List<T> asked) {
        if (!asked.isEmpty() && asked.size() <= MOST) return asked;
        throw Refusals.invalid("environments", "must be 1 to " + MOST + ", not " + asked.size())
                .toException();
    }
}
