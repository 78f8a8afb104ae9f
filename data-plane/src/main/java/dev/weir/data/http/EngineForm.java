package dev.weir.data.http;

import dev.weir.data.compile.EngineError;
import dev.weir.data.plan.JsonOutput;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The form of clients without an engine. They try again after 429 and after every status from 500
 * on, writes too: those are for requests of which nothing was begun. What failed on its way is told
 * with status 200.
 */
record EngineForm(EnginePath path) implements AnswerForm {
    private static final int MAX_BYTES = 8 << 20;
    private static final int STARTUP_ERROR = 422;

    @Override
    public Answer started(Exchange exchange, String id) {
        var body = new JsonOutput(exchange.telemetry().reserve() + 4_096L);
        body.raw("{\"id\":").string(id).raw(",\"data-proxy\":{\"endpoint\":");
        body.string(origin(exchange.request()) + path.base() + "/itx/" + id).raw('}');
        exchange.telemetry().write(body, false);
        return Answer.ok(body.raw('}'));
    }

    /**
     * Where the client reached us: it takes the transaction's address as it is. By the clients' own
     * rule only local hosts are spoken to without TLS; where a plain request came for another host,
     * somebody before us took the TLS off.
     */
    private static String origin(HttpServerRequest request) {
        var authority = request.authority();
        return origin(
                authority == null ? "localhost" : authority.toString(),
                request.isSSL(),
                request.getHeader("x-forwarded-proto"));
    }

    static String origin(String host, boolean tls, @Nullable String before) {
        boolean plain = !tls && !"https".equalsIgnoreCase(before) && isLocal(host);
        return (plain ? "http://" : "https://") + host;
    }

    private static boolean isLocal(String authority) {
        var host = authority.toLowerCase(Locale.ROOT);
        return host.contains("localhost") || host.contains("127.0.0.1") || host.contains("[::1]");
    }

    @Override
    public Answer done(Exchange exchange) {
        return Answer.done(exchange.telemetry());
    }

    @Override
    public Answer refused(Exchange exchange, Failure failure) {
        if (failure.own()) return Answer.of(failure, exchange.id(), exchange.telemetry());
        if (failure.code().startsWith("P1")) return notStarted(failure);
        return failed(exchange, failure);
    }

    @Override
    public Answer failed(Exchange exchange, Failure failure) {
        return switch (path.route()) {
            case ENGINE_TRANSACTION_START,
                    ENGINE_TRANSACTION_COMMIT,
                    ENGINE_TRANSACTION_ROLLBACK -> {
                var body = new JsonOutput(MAX_BYTES);
                error(failure).writeAlone(body);
                yield new Answer(400, failure.code(), body, null, 0);
            }
            default -> errors(failure, -1, exchange.telemetry());
        };
    }

    /** A query's failure. */
    static Answer errors(Failure failure, int index, Telemetry telemetry) {
        var body = new JsonOutput(MAX_BYTES).raw("{\"errors\":[");
        error(failure).write(body, index);
        body.raw(']');
        telemetry.failed(failure.message());
        telemetry.write(body, false);
        return new Answer(
                200, failure.code().isEmpty() ? "unknown" : failure.code(), body.raw('}'), null, 0);
    }

    static EngineError error(Failure failure) {
        // Weir's own defects have no code that applications know.
        var code = failure.status() == 500 ? "" : failure.code();
        return EngineError.of(code, failure.message(), failure.meta());
    }

    /** The database cannot be reached, or the schema cannot be used: nobody tries that again. */
    static Answer notStarted(Failure failure) {
        var body = new JsonOutput(MAX_BYTES);
        body.raw("{\"EngineNotStarted\":{\"reason\":{\"KnownEngineStartupError\":{\"msg\":");
        body.string(failure.message()).raw(",\"error_code\":").string(failure.code());
        return new Answer(STARTUP_ERROR, failure.code(), body.raw("}}}}"), null, 0);
    }

    /** The client is to upload its schema, and to ask again. */
    static Answer schemaMissing() {
        return new Answer(
                404,
                "schema_missing",
                new JsonOutput(MAX_BYTES)
                        .raw("{\"EngineNotStarted\":{\"reason\":\"SchemaMissing\"}}"),
                null,
                0);
    }

    /** The schema is here. */
    static Answer uploaded(String hash) {
        return Answer.ok(new JsonOutput(MAX_BYTES).raw("{\"schemaHash\":").string(hash).raw('}'));
    }
}
