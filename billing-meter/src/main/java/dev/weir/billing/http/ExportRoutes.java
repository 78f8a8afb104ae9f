package dev.weir.billing.http;

import dev.weir.billing.store.ledger.ExportStore;
import dev.weir.billing.store.ledger.ExportStore.Format;
import dev.weir.billing.store.ledger.ExportStore.Manifest;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.ProblemException;
import dev.weir.runtime.http.Request;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Files for accounting and FinOps tools, each with a manifest. */
final class ExportRoutes {
    private final ExportStore exports;
    private final FinanceStore store;

    ExportRoutes(ExportStore exports, FinanceStore store) {
        this.exports = exports;
        this.store = store;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/exports", Roles.READ, Params.storing(this::list))
                .post("/v1/exports", Roles.READ, Params.storing(this::make))
                .get("/v1/exports/{export}", Roles.READ, Params.storing(this::manifest))
                .get("/v1/exports/{export}/content", Roles.READ, Params.storing(this::content));
    }

    private record ExportBody(String period, String format, @Nullable Long asOf) {}

    private Answer make(Request request) {
        var body = request.body(ExportBody.class);
        var format =
                Format.named(body.format())
                        .orElseThrow(() ->
                                Params.invalid("format must be csv, focus-csv or focus-parquet"));
        var asOf = body.asOf() == null ? OptionalLong.empty() : OptionalLong.of(body.asOf());
        if (asOf.orElse(0) < 0) throw Params.invalid("asOf must not be negative");
        var manifest =
                exports.make(Params.period(body.period()), format, asOf)
                        .orElseThrow(() ->
                                Params.invalid("asOf is later than the ledger's newest entry"));
        return Answer.created("/v1/exports/" + manifest.id(), shown(manifest));
    }

    private Object shown(Manifest manifest) {
        return store.see(
                        OptionalLong.of(manifest.asOf()),
                        sight -> Params.stamped(Views.manifest(manifest), sight))
                .orElseThrow();
    }

    private Answer manifest(Request request) {
        var id = Params.path(request, "export");
        return Answer.ok(shown(exports.manifest(id).orElseThrow(() -> notFound(id))));
    }

    private Answer content(Request request) {
        var id = Params.path(request, "export");
        var manifest = exports.manifest(id).orElseThrow(() -> notFound(id));
        var content = exports.content(id).orElseThrow(() -> notFound(id));
        return Answer.bytes(200, manifest.format().mediaType(), content)
                .withHeader(
                        "content-disposition",
                        "attachment; filename=\"" + manifest.fileName() + "\"")
                .withHeader("weir-sha256", manifest.sha256().hex())
                .withHeader("weir-as-of", Long.toString(manifest.asOf()));
    }

    private Answer list(Request request) {
        var period = request.query("period").map(Params::period);
        var manifests = exports.manifests(period);
        return Answer.ok(
                Params.see(
                        store,
                        request,
                        sight -> {
                            var answer = new LinkedHashMap<String, @Nullable Object>();
                            answer.put("exports", manifests.stream().map(Views::manifest).toList());
                            return Params.stamped(answer, sight);
                        }));
    }

    private static ProblemException notFound(String id) {
        return Problem.notFound(
                        "export-not-found",
                        "there is no export " + id,
                        "GET /v1/exports lists what there is.")
                .toException();
    }
}
