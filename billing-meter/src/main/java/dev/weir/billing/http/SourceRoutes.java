package dev.weir.billing.http;

import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.store.SourceStore;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.Request;
import java.util.Map;
import java.util.Optional;

/** Records that were put aside, and sources of which records never came. */
final class SourceRoutes {
    private static final String LOOK = "GET /v1/quarantine lists what was put aside.";

    private final SourceStore store;

    SourceRoutes(SourceStore store) {
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/quarantine", Roles.READ, Asking.storing(this::list))
                .post("/v1/quarantine/{record}/drive", Roles.WRITE, Asking.storing(this::drive))
                .post("/v1/quarantine/{record}/discard", Roles.WRITE, Asking.storing(this::discard))
                .post(
                        "/v1/sources/{region}/{node}/{incarnation}/close",
                        Roles.WRITE,
                        Asking.storing(this::close));
    }

    private Answer list(Request request) {
        boolean waiting = !request.query("settled").equals(Optional.of("true"));
        return Answer.ok(Map.of("records", store.aside(waiting)));
    }

    private Answer drive(Request request) {
        var outcome =
                store.drive(record(request), request.caller().name())
                        .orElseThrow(SourceRoutes::unknown);
        return Answer.ok(Map.of("outcome", outcome));
    }

    private Answer discard(Request request) {
        if (!store.discard(record(request), request.caller().name())) throw unknown();
        return Answer.ok(Map.of("outcome", "discarded"));
    }

    private static RuntimeException unknown() {
        return Problem.notFound("not-found", "no such record waits", LOOK).toException();
    }

    private Answer close(Request request) {
        var source =
                Asking.ruled(() ->
                        new SourceId(
                                new RegionId(request.path("region")),
                                new NodeId(request.path("node")),
                                new IncarnationId(request.path("incarnation"))));
        return switch (store.close(source, request.caller().name())) {
            case SourceStore.Repaired(var missing, var repaired) ->
                    Answer.ok(Map.of("missing", missing, "repaired", repaired));
            case SourceStore.Refused(var reason) ->
                    throw Problem.conflict("conflict", reason, LOOK).toException();
        };
    }

    private static long record(Request request) {
        try {
            return Long.parseLong(request.path("record"));
        } catch (NumberFormatException _) {
            throw Asking.invalid("a record is named by its number");
        }
    }
}
