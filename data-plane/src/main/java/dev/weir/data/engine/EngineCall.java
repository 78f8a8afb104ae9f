package dev.weir.data.engine;

import dev.weir.data.compile.UploadedSchema;
import dev.weir.data.engine.EnginePath.Kind;
import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.BearerKey;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.gateway.RequestContext;
import dev.weir.data.gateway.ServedEnvironment;
import dev.weir.data.gateway.TransactionCall;
import dev.weir.data.gateway.Work;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Endpoint;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.http.Rejection;
import dev.weir.data.plan.ParseBudget;
import dev.weir.data.plan.StatementListener.Ending;
import dev.weir.data.query.PrismaAnswers;
import dev.weir.data.query.PrismaFailure;
import dev.weir.data.query.PrismaFailures;
import dev.weir.data.query.QueryContext;
import dev.weir.data.query.Telemetry;
import dev.weir.data.query.TransactionBody;
import dev.weir.data.transaction.Operation;
import dev.weir.data.transaction.Refusal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request of a client without an engine. */
final class EngineCall implements TransactionCall {
    private static final byte[] EMPTY = {};

    private final EngineProtocol protocol;
    private final HttpExchange exchange;
    private final EnginePath path;
    private final Telemetry telemetry;
    private final EngineForm form;
    private byte[] body = EMPTY;
    private @Nullable TransactionBody start;

    EngineCall(EngineProtocol protocol, HttpExchange exchange, EnginePath path) {
        this.protocol = protocol;
        this.exchange = exchange;
        this.path = path;
        telemetry = Telemetry.of(exchange.request(), protocol.evaluator().clock());
        form = new EngineForm(exchange, path, telemetry);
    }

    @Override
    public Endpoint endpoint() {
        return path.kind().endpoint();
    }

    @Override
    public @Nullable String key() {
        return BearerKey.of(exchange.request());
    }

    @Override
    public void read(byte[] bytes) {
        body = bytes;
        if (path.kind() == Kind.START) start = TransactionBody.of(bytes);
    }

    @Override
    public String transaction() {
        return start == null ? path.transaction() : start.within();
    }

    @Override
    public boolean begins() {
        return path.kind() == Kind.START;
    }

    /** Any node keeps a schema, for all of them. */
    @Override
    public boolean isLocal() {
        return path.kind() == Kind.SCHEMA;
    }

    @Override
    public Work work(RequestContext request) {
        return switch (path.kind()) {
            case SCHEMA -> upload(request.environment());
            case START -> Objects.requireNonNull(start).work(request, form::refused);
            case COMMIT -> new Work.Perform(path.transaction(), Operation.COMMIT);
            case ROLLBACK -> new Work.Perform(path.transaction(), Operation.ROLLBACK);
            case QUERY, QUERY_WITHIN -> {
                var context =
                        new QueryContext(
                                request.environment(),
                                telemetry,
                                path.client(),
                                new ParseBudget(request.memory()));
                yield new EngineQuery(protocol, this, path, context).work(body);
            }
        };
    }

    private Work upload(ServedEnvironment environment) {
        var hash = path.schemaHash();
        if (protocol.schemas().has(environment.id(), hash)) {
            return new Work.Answered(EngineForm.uploaded(hash));
        }
        var text = UploadedSchema.decode(hash, body);
        if (text.isEmpty()) {
            var failure = PrismaFailures.schema(UploadedSchema.MAX_BYTES);
            return new Work.Answered(form.refused(failure));
        }
        return new Work.Later(
                protocol.schemas()
                        .upload(
                                environment.id(),
                                environment.backend().database().provider(),
                                hash,
                                text.get(),
                                environment.account())
                        .thenApply(_ -> new Work.Answered(EngineForm.uploaded(hash))));
    }

    EngineForm form() {
        return form;
    }

    PrismaFailure failure(Throwable cause) {
        return PrismaFailures.of(cause, path.client());
    }

    @Override
    public Answer started(String id) {
        telemetry.began();
        return form.started(id);
    }

    @Override
    public Answer done(boolean whole) {
        telemetry.ended(path.kind() == Kind.COMMIT ? Ending.COMMIT : Ending.ROLLBACK, whole);
        return PrismaAnswers.done(telemetry);
    }

    @Override
    public Answer denied(Authentication.Denied reason) {
        return form.refused(PrismaFailures.of(reason));
    }

    @Override
    public Answer rejected(Rejection rejection) {
        return form.refused(PrismaFailures.of(rejection));
    }

    @Override
    public Answer refused(Throwable cause) {
        return begins()
                ? form.refused(PrismaFailures.notStarted(cause, path.client()))
                : form.refused(failure(cause));
    }

    @Override
    public Answer refused(Refusal refusal) {
        return form.refused(PrismaFailures.of(refusal));
    }

    @Override
    public Answer failed(Rejection rejection) {
        return form.failed(PrismaFailures.of(rejection));
    }

    @Override
    public Answer failed(Throwable cause) {
        return form.failed(failure(cause));
    }

    @Override
    public Answer late(Duration limit, boolean undone) {
        return failed(Rejections.timeout(limit, undone));
    }
}
