package dev.weir.data.http;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.effects.KnownEffects;
import dev.weir.data.effects.SessionEffects.Effect;
import dev.weir.data.environment.Authentication;
import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.data.pool.Lender.Loan;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.sql.BadRequest;
import dev.weir.data.sql.BatchMode;
import dev.weir.data.sql.ConnectionString;
import dev.weir.data.sql.ResultForm;
import dev.weir.data.sql.SqlError;
import dev.weir.data.sql.SqlRequest;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.CpuMeter;
import dev.weir.data.usage.NoRoomToCount;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The door for plain SQL over HTTP, as {@code @neondatabase/serverless} speaks it: one statement,
 * or several in one transaction. Thread-safe.
 *
 * <p>The connection string that the driver sends is matched against the environment and used for
 * nothing else: its password is the API key, its user the environment. When a client leaves, what
 * it asked for is cancelled in the database.
 *
 * <p>An answer is held until its last row is known to be right: a failure after the first row has
 * to be an error of its own, with another status. Rows are encoded as they arrive.
 */
public final class SqlDoor {
    private static final String BEARER = "bearer ";
    private static final String ISOLATION = "neon-batch-isolation-level";
    private static final String READ_ONLY = "neon-batch-read-only";
    private static final String DEFERRABLE = "neon-batch-deferrable";
    private static final String ALLOWED_HEADERS =
            "Authorization, Content-Type, Neon-Connection-String, Neon-Raw-Text-Output,"
                    + " Neon-Array-Mode, Neon-Pool-Opt-In, Neon-Batch-Read-Only,"
                    + " Neon-Batch-Isolation-Level, Neon-Batch-Deferrable";
    private static final String PREFLIGHT_SECONDS = "86400";

    private final Vertx vertx;
    private final EnvironmentDirectory directory;
    private final Backends backends;
    private final Accounts accounts;
    private final Routing routing;
    private final KnownEffects effects = new KnownEffects();

    /** A door to the environments of a directory. */
    public SqlDoor(
            Vertx vertx,
            EnvironmentDirectory directory,
            Backends backends,
            Accounts accounts,
            Routing routing) {
        this.vertx = vertx;
        this.directory = directory;
        this.backends = backends;
        this.accounts = accounts;
        this.routing = routing;
    }

    /** Tells a browser that it may ask. On the request's event loop. */
    void preflight(Exchange exchange) {
        CpuMeter.current().enter(accounts.platform());
        exchange.request()
                .response()
                .putHeader("allow", "POST, OPTIONS")
                .putHeader("access-control-allow-methods", "POST, OPTIONS")
                .putHeader("access-control-allow-headers", ALLOWED_HEADERS)
                .putHeader("access-control-max-age", PREFLIGHT_SECONDS);
        exchange.send(Answer.nothing());
    }

    /** On the request's event loop, with the body still to be read. */
    void handle(Exchange exchange, Bodies bodies) {
        var served = authenticate(exchange);
        if (served == null) return;
        var request = exchange.request();
        var form =
                new ResultForm(
                        isTrue(request, "neon-raw-text-output"),
                        isTrue(request, "neon-array-mode"));
        BatchMode mode;
        try {
            mode =
                    BatchMode.of(
                            echoed(request, ISOLATION),
                            echoed(request, READ_ONLY),
                            echoed(request, DEFERRABLE));
        } catch (BadRequest e) {
            exchange.fail(SqlFailures.of(e, 0));
            return;
        }
        bodies.read(
                exchange,
                body -> {
                    exchange.belongsTo(served.account());
                    routing.route(
                            exchange,
                            served,
                            false,
                            body,
                            () ->
                                    served.begin(
                                            exchange,
                                            () -> run(exchange, served, form, mode, body)));
                });
    }

    private static boolean isTrue(HttpServerRequest request, String header) {
        return "true".equals(request.getHeader(header));
    }

    private static @Nullable String echoed(HttpServerRequest request, String header) {
        var value = request.getHeader(header);
        if (value != null) request.response().putHeader(header, value);
        return value;
    }

    private @Nullable Served authenticate(Exchange exchange) {
        ConnectionString named = null;
        var header = exchange.request().getHeader("neon-connection-string");
        if (header != null) {
            try {
                named = ConnectionString.parse(header);
            } catch (BadRequest e) {
                return refuse(exchange, SqlFailures.of(e, 0));
            }
        }
        var key = key(exchange.request(), named);
        if (key == null) return refuse(exchange, SqlFailures.missingKey());
        return switch (directory.authenticate(key)) {
            case Authentication.Authenticated(var environment) -> {
                try {
                    var account = accounts.of(environment.environment(), environment.project());
                    exchange.belongsTo(account);
                    var served = new Served(environment, backends.of(environment), account);
                    var error = named == null ? null : mismatch(named, served);
                    yield error == null ? served : refuse(exchange, error);
                } catch (LoanRefused | DatabaseFault | NoRoomToCount e) {
                    yield refuse(exchange, SqlFailures.of(e, 0));
                }
            }
            case Authentication.Suspended suspended -> refuse(exchange, SqlFailures.of(suspended));
            case Authentication.UnknownKey _ -> refuse(exchange, SqlFailures.unknownKey());
            case Authentication.MalformedKey malformed ->
                    refuse(exchange, SqlFailures.of(malformed));
        };
    }

    private static @Nullable String key(
            HttpServerRequest request, @Nullable ConnectionString named) {
        var password = named == null ? null : named.password();
        if (password != null && !password.isEmpty()) return password;
        var header = request.getHeader("authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    /**
     * A key used with another environment's or database's name is a mistake, and perhaps a bad one.
     */
    private static @Nullable SqlError mismatch(ConnectionString named, Served served) {
        var environment = served.environment().environment().value();
        if (!named.user().isEmpty() && !named.user().equals(environment)) {
            return SqlFailures.otherEnvironment(environment);
        }
        var database = served.backend().database().databaseName();
        if (database == null || named.database().isEmpty() || named.database().equals(database)) {
            return null;
        }
        return SqlFailures.otherDatabase(environment, database);
    }

    private @Nullable Served refuse(Exchange exchange, SqlError error) {
        if (CpuMeter.current().entered() == null) CpuMeter.current().enter(accounts.platform());
        exchange.fail(error);
        return null;
    }

    private void run(
            Exchange exchange, Served served, ResultForm form, BatchMode mode, byte[] body) {
        if (exchange.isGone()) return;
        SqlRequest request;
        try {
            request = SqlRequest.parse(body);
        } catch (BadRequest e) {
            exchange.fail(SqlFailures.of(e, 0));
            return;
        }
        var limits = Queries.limits(served);
        var patience = exchange.patience(served.environment().settings().queueTimeout());
        var lender = served.backend().lender();
        var sql = request.batch() ? "" : request.queries().getFirst().sql();
        var borrowing =
                effects.of(sql) == Effect.READS
                        ? lender.borrowForRead(sql, patience, limits)
                        : lender.borrow(patience, limits);
        exchange.whenGone(
                () -> served.execute(() -> borrowing.toCompletableFuture().cancel(false)));
        borrowing.whenComplete((loan, cause) -> {
            if (loan != null && exchange.isGone()) {
                loan.release();
            } else if (loan != null) {
                start(exchange, served, request, form, mode, loan);
            } else if (!exchange.goesElsewhere(cause) && !exchange.isGone()) {
                exchange.fail(SqlFailures.of(cause, limits.maxBytes()));
            }
        });
    }

    private void start(
            Exchange exchange,
            Served served,
            SqlRequest request,
            ResultForm form,
            BatchMode mode,
            Loan loan) {
        var work = new SqlWork(exchange, served, form, loan, effects);
        exchange.whenGone(() -> served.execute(work::leave));
        if (request.batch()) {
            work.batch(vertx, request.queries(), mode);
        } else {
            work.single(request.queries().getFirst());
        }
    }
}
