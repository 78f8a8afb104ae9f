package dev.weir.billing.http;

import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.SourceClosing;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.Request;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Records that were put aside, and sources of which records never came. */
final class SourceRoutes {
    private static final String LOOK = "GET /v1/quarantine lists what was put aside.";

    private final QuarantineStore store;
    private final SourceClosing closing;

    SourceRoutes(QuarantineStore store, SourceClosing closing) {
        this.closing = closing;
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/quarantine", Roles.READ, Params.storing(this::list))
                .post("/v1/quarantine/drive", Roles.WRITE, Params.storing(this::driveAll))
                .post("/v1/quarantine/{record}/drive", Roles.WRITE, Params.storing(this::drive))
                .post("/v1/quarantine/{record}/discard", Roles.WRITE, Params.storing(this::discard))
                .post(
                        "/v1/sources/{region}/{node}/{incarnation}/close",
                        Roles.WRITE,
                        Params.storing(this::close));
    }

    private Answer list(Request request) {
        boolean waiting = !request.query("settled").equals(Optional.of("true"));
        var reason = request.query("reason").map(SourceRoutes::reason).orElse(null);
        long before = request.query("before").map(SourceRoutes::number).orElse(Long.MAX_VALUE);
        var records = store.aside(new QuarantineStore.Asked(waiting, reason, before));
        return Answer.ok(Map.of("records", records.stream().map(Views::aside).toList()));
    }

    private static Reason reason(String word) {
        return Reason.named(word)
                .orElseThrow(() ->
                        Params.invalid(
                                "reason must be one of "
                                        + Arrays.stream(Reason.values())
                                                .map(Reason::word)
                                                .collect(Collectors.joining(", "))));
    }

    private Answer drive(Request request) {
        var driven =
                store.drive(number(request.path("record")), request.caller().name())
                        .orElseThrow(SourceRoutes::unknown);
        return Answer.ok(Views.driven(driven));
    }

    private Answer driveAll(Request request) {
        var reason = reason(request.requiredQuery("reason"));
        long after = request.query("after").map(SourceRoutes::number).orElse(0L);
        var drive = store.driveAll(reason, after, request.caller().name());
        return Answer.ok(Views.drive(drive));
    }

    private Answer discard(Request request) {
        if (!store.discard(number(request.path("record")), request.caller().name()))
            throw unknown();
        return Answer.ok(Map.of("outcome", "discarded"));
    }

    private static RuntimeException unknown() {
        return Problem.notFound("not-found", "no such record waits", LOOK).toException();
    }

    private Answer close(Request request) {
        var source =
                Params.ruled(() ->
                        new SourceId(
                                new RegionId(request.path("region")),
                                new NodeLife(
                                        new NodeId(request.path("node")),
                                        new IncarnationId(request.path("incarnation")))));
        return switch (closing.close(source, request.caller().name())) {
            case SourceClosing.Repaired(var missing, var repaired) ->
                    Answer.ok(Map.of("missing", missing, "repaired", repaired));
            case SourceClosing.Refused(var reason) ->
                    throw Problem.conflict("conflict", reason, LOOK).toException();
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw Params.invalid("a record is named by its number");
        }
    }
}
