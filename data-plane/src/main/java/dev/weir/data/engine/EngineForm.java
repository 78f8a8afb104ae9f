package dev.weir.data.engine;

import dev.weir.data.compile.EngineError;
import dev.weir.data.gateway.ClientOrigin;
import dev.weir.data.http.Answer;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.query.PrismaAnswers;
import dev.weir.data.query.PrismaFailure;
import dev.weir.data.query.Telemetry;

/**
 * The form of the protocol's answers. Its clients retry after 429 and after every status from 500
 * on, writes too: those are for requests of which nothing was begun. Work that was begun fails with
 * status 200.
 */
record EngineForm(HttpExchange exchange, EnginePath path, Telemetry telemetry) {
    private static final int MAX_BYTES = 8 << 20;
    private static final int STARTUP_ERROR = 422;

    Answer started(String id) {
        var body = new JsonOutput(telemetry.reserve() + 4_096L);
        body.raw("{\"id\":").string(id).raw(",\"data-proxy\":{\"endpoint\":");
        body.string(ClientOrigin.of(exchange) + path.base() + "/itx/" + id).raw('}');
        telemetry.write(body, false);
        return Answer.ok(body.raw('}'));
    }

    /** Nothing was begun. */
    Answer refused(PrismaFailure failure) {
        if (failure.own()) return PrismaAnswers.of(failure, exchange.id(), telemetry);
        if (failure.code().startsWith("P1")) return notStarted(failure);
        return failed(failure);
    }

    /** Work that was begun failed, and may have had effects. */
    Answer failed(PrismaFailure failure) {
        return switch (path.kind()) {
            case START, COMMIT, ROLLBACK -> {
                var body = new JsonOutput(MAX_BYTES);
                error(failure).writeAlone(body);
                yield Answer.error(400, failure.code(), body, 0);
            }
            case QUERY, QUERY_WITHIN, SCHEMA -> errors(failure, -1);
        };
    }

    /**
     * A query's failure.
     *
     * @param index of the query in its batch; negative for a single one
     */
    Answer errors(PrismaFailure failure, int index) {
        var body = new JsonOutput(MAX_BYTES).raw("{\"errors\":[");
        error(failure).write(body, index);
        body.raw(']');
        telemetry.failed(failure.message());
        telemetry.write(body, false);
        var code = failure.code().isEmpty() ? "unknown" : failure.code();
        return Answer.error(200, code, body.raw('}'), 0);
    }

    static EngineError error(PrismaFailure failure) {
        // Weir's own defects have no code that applications know.
        var code = failure.status() == 500 ? "" : failure.code();
        return EngineError.of(code, failure.message(), failure.meta());
    }

    /** The database cannot be reached, or the schema cannot be used: clients do not retry. */
    private static Answer notStarted(PrismaFailure failure) {
        var body = new JsonOutput(MAX_BYTES);
        body.raw("{\"EngineNotStarted\":{\"reason\":{\"KnownEngineStartupError\":{\"msg\":");
        body.string(failure.message()).raw(",\"error_code\":").string(failure.code());
        return Answer.error(STARTUP_ERROR, failure.code(), body.raw("}}}}"), 0);
    }

    /** The client uploads its schema, and sends the request again. */
    static Answer schemaMissing() {
        var body = new JsonOutput(MAX_BYTES);
        body.raw("{\"EngineNotStarted\":{\"reason\":\"SchemaMissing\"}}");
        return Answer.error(404, "schema_missing", body, 0);
    }

    /** The schema is here. */
    static Answer uploaded(String hash) {
        return Answer.ok(new JsonOutput(MAX_BYTES).raw("{\"schemaHash\":").string(hash).raw('}'));
    }
}
