package dev.weir.data.sql;

import dev.weir.data.database.ValueFormat;
import dev.weir.data.effects.KnownEffects;
import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.BearerKey;
import dev.weir.data.gateway.Call;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.gateway.RequestContext;
import dev.weir.data.gateway.ServedEnvironment;
import dev.weir.data.gateway.Work;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Endpoint;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.http.Rejection;
import dev.weir.data.plan.ParseBudget;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of plain SQL.
 *
 * <p>The connection string that the driver sends is matched against the environment and used for
 * nothing else: its password is the API key, its user the environment.
 */
final class SqlCall implements Call {
    private static final Endpoint ENDPOINT =
            new Endpoint("sql", List.of(HttpMethod.POST, HttpMethod.OPTIONS));
    private static final String ISOLATION = "neon-batch-isolation-level";
    private static final String READ_ONLY = "neon-batch-read-only";
    private static final String DEFERRABLE = "neon-batch-deferrable";
    private static final byte[] EMPTY = {};

    private final HttpExchange exchange;
    private final KnownEffects effects;
    private @Nullable ConnectionString named;
    private long maxBytes;
    private BatchMode mode = BatchMode.DEFAULT;
    private byte[] body = EMPTY;

    SqlCall(HttpExchange exchange, KnownEffects effects) {
        this.exchange = exchange;
        this.effects = effects;
    }

    @Override
    public Endpoint endpoint() {
        return ENDPOINT;
    }

    @Override
    public @Nullable Answer early() {
        if (exchange.request().method().equals(HttpMethod.OPTIONS)) {
            return Preflight.answer(exchange.request().response());
        }
        var header = exchange.request().getHeader("neon-connection-string");
        if (header == null) return null;
        try {
            named = ConnectionString.parse(header);
            return null;
        } catch (BadRequest e) {
            return SqlErrors.answer(SqlErrors.of(e, maxBytes));
        }
    }

    @Override
    public @Nullable String key() {
        var password = named == null ? null : named.password();
        return password != null && !password.isEmpty()
                ? password
                : BearerKey.of(exchange.request());
    }

    @Override
    public @Nullable Answer check(ServedEnvironment environment) {
        maxBytes = environment.settings().maxResponseBytes();
        var mismatch = named == null ? null : mismatch(named, environment);
        if (mismatch != null) return SqlErrors.answer(mismatch);
        try {
            mode = BatchMode.of(echoed(ISOLATION), echoed(READ_ONLY), echoed(DEFERRABLE));
            return null;
        } catch (BadRequest e) {
            return SqlErrors.answer(SqlErrors.of(e, maxBytes));
        }
    }

    /** A key beside another environment's or database's name is a mistake, and may be a bad one. */
    private static @Nullable SqlError mismatch(
            ConnectionString named, ServedEnvironment environment) {
        var id = environment.id().value();
        var user = named.user();
        boolean matches = user.equals(id) || user.equals(environment.environment().name());
        if (!user.isEmpty() && !matches) {
            return SqlErrors.otherEnvironment(id);
        }
        var database = environment.backend().database().databaseName();
        if (database == null || named.database().isEmpty() || named.database().equals(database)) {
            return null;
        }
        return SqlErrors.otherDatabase(id, database);
    }

    private @Nullable String echoed(String header) {
        var value = exchange.request().getHeader(header);
        if (value != null) exchange.request().response().putHeader(header, value);
        return value;
    }

    /** As on any connection: what the client reads is the database's own text. */
    @Override
    public ValueFormat format() {
        return ValueFormat.CONFIGURED;
    }

    @Override
    public void read(byte[] bytes) {
        body = bytes;
    }

    @Override
    public Work work(RequestContext request) {
        try {
            var parsed = SqlRequest.parse(body, new ParseBudget(request.memory()));
            var work = new SqlWork(this, request.environment(), form(), effects, request.memory());
            if (parsed.batch()) {
                return new Work.OnSession(
                        Work.Unit.TRANSACTION, null, work.batch(parsed.queries(), mode));
            }
            var query = parsed.queries().getFirst();
            return new Work.OnSession(Work.Unit.STATEMENT, query.sql(), work.single(query));
        } catch (BadRequest e) {
            return new Work.Answered(refused(e));
        }
    }

    private ResultForm form() {
        return new ResultForm(isTrue("neon-raw-text-output"), isTrue("neon-array-mode"));
    }

    private boolean isTrue(String header) {
        return "true".equals(exchange.request().getHeader(header));
    }

    @Override
    public Answer denied(Authentication.Denied reason) {
        return SqlErrors.answer(SqlErrors.of(reason, named == null ? "" : named.user()));
    }

    @Override
    public Answer rejected(Rejection rejection) {
        return SqlErrors.answer(SqlErrors.of(rejection));
    }

    @Override
    public Answer refused(Throwable cause) {
        return SqlErrors.answer(SqlErrors.of(cause, maxBytes));
    }

    @Override
    public Answer failed(Rejection rejection) {
        return rejected(rejection);
    }

    @Override
    public Answer failed(Throwable cause) {
        return refused(cause);
    }

    @Override
    public Answer late(Duration limit, boolean undone) {
        return undone
                ? SqlErrors.answer(SqlErrors.batchTimeout(limit))
                : rejected(Rejections.timeout(limit, false));
    }
}
