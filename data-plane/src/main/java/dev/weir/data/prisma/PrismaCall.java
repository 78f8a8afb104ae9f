package dev.weir.data.prisma;

import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.BearerKey;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.gateway.RequestContext;
import dev.weir.data.gateway.TransactionCall;
import dev.weir.data.gateway.Work;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Endpoint;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.http.Rejection;
import dev.weir.data.plan.ClientVersion;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.ParseBudget;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.plan.QueryRequest;
import dev.weir.data.plan.StatementListener.Ending;
import dev.weir.data.prisma.PrismaPath.Kind;
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

/**
 * A request of Prisma Client 7. Its clients never retry by status, so work that was begun fails
 * with the same answers as work that was not.
 */
final class PrismaCall implements TransactionCall {
    private static final int MAX_INFO_BYTES = 4 << 10;
    private static final byte[] EMPTY = {};

    private final PrismaProtocol protocol;
    private final HttpExchange exchange;
    private final PrismaPath path;
    private final Telemetry telemetry;
    private final ClientVersion client;
    private byte[] body = EMPTY;
    private @Nullable TransactionBody start;

    PrismaCall(PrismaProtocol protocol, HttpExchange exchange, PrismaPath path) {
        this.protocol = protocol;
        this.exchange = exchange;
        this.path = path;
        var request = exchange.request();
        telemetry = Telemetry.of(request, protocol.evaluator().clock());
        client = ClientVersion.parse(request.getHeader("prisma-engine-hash"));
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

    @Override
    public boolean isLocal() {
        return path.kind() == Kind.CONNECTION_INFO || path.kind() == Kind.INVALIDATE;
    }

    @Override
    public Work work(RequestContext request) {
        return switch (path.kind()) {
            case CONNECTION_INFO -> new Work.Answered(connectionInfo(request));
            case INVALIDATE, UNKNOWN -> new Work.Answered(PrismaAnswers.done(telemetry));
            case START -> Objects.requireNonNull(start).work(request, this::answer);
            case QUERY, QUERY_WITHIN -> query(request);
            case COMMIT -> new Work.Perform(path.transaction(), Operation.COMMIT);
            case ROLLBACK -> new Work.Perform(path.transaction(), Operation.ROLLBACK);
        };
    }

    private Work query(RequestContext request) {
        try {
            var parsing = new ParseBudget(request.memory());
            var query = QueryRequest.parse(body, protocol.plans(), parsing);
            var context = new QueryContext(request.environment(), telemetry, client, parsing);
            var work = new PlanWork(this, protocol.evaluator(), context, query);
            return path.kind() == Kind.QUERY_WITHIN
                    ? new Work.Within(path.transaction(), work)
                    : new Work.OnSession(Work.Unit.QUERY, query.plan().onlyQuery(), work);
        } catch (PlanFailure e) {
            return new Work.Answered(refused(e));
        }
    }

    private Answer connectionInfo(RequestContext request) {
        var database = request.environment().backend().database();
        var info = new JsonOutput(telemetry.reserve() + MAX_INFO_BYTES);
        info.raw("{\"provider\":").string(database.provider()).raw(",\"connectionInfo\":{");
        var schema = database.schemaName();
        if (schema != null) info.raw("\"schemaName\":").string(schema).raw(',');
        info.raw("\"supportsRelationJoins\":true}");
        telemetry.write(info, false);
        return Answer.ok(info.raw('}'));
    }

    @Override
    public Answer started(String id) {
        telemetry.began();
        return PrismaAnswers.started(id, telemetry);
    }

    @Override
    public Answer done(boolean whole) {
        telemetry.ended(path.kind() == Kind.COMMIT ? Ending.COMMIT : Ending.ROLLBACK, whole);
        return PrismaAnswers.done(telemetry);
    }

    @Override
    public Answer denied(Authentication.Denied reason) {
        return answer(PrismaFailures.of(reason));
    }

    @Override
    public Answer rejected(Rejection rejection) {
        return answer(PrismaFailures.of(rejection));
    }

    @Override
    public Answer refused(Throwable cause) {
        return begins()
                ? answer(PrismaFailures.notStarted(cause, client))
                : answer(PrismaFailures.of(cause, client));
    }

    @Override
    public Answer refused(Refusal refusal) {
        return answer(PrismaFailures.of(refusal));
    }

    @Override
    public Answer failed(Rejection rejection) {
        return rejected(rejection);
    }

    @Override
    public Answer failed(Throwable cause) {
        return answer(PrismaFailures.of(cause, client));
    }

    @Override
    public Answer late(Duration limit, boolean undone) {
        return rejected(Rejections.timeout(limit, undone));
    }

    private Answer answer(PrismaFailure failure) {
        return PrismaAnswers.of(failure, exchange.id(), telemetry);
    }
}
