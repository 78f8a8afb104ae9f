package dev.weir.data.gateway;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.Authentication;
import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.data.http.Endpoint;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.http.HttpHandler;
import dev.weir.data.http.Rejection;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.transaction.TransactionIds;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.CpuMeter;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs every request once, in this order: authenticate, read the body, route, wait for its turn,
 * borrow a connection, run, answer. The first three are here, on the request's event loop; {@link
 * LocalService} does the rest. Thread-safe.
 */
public final class Gateway implements HttpHandler {
    private final Protocols protocols;
    private final EnvironmentDirectory directory;
    private final Backends backends;
    private final Accounts accounts;
    private final InteractiveTransactions transactions;
    private final RequestRouting routing;

    /**
     * A gateway to the environments of a directory.
     *
     * @param random makes the ids of transactions: unpredictable and thread-safe
     */
    public Gateway(
            Vertx vertx,
            Protocols protocols,
            EnvironmentDirectory directory,
            Backends backends,
            Accounts accounts,
            Peers peers,
            TransactionIds ids,
            RandomGenerator random) {
        this.protocols = protocols;
        this.directory = directory;
        this.backends = backends;
        this.accounts = accounts;
        transactions = new InteractiveTransactions(vertx, ids, random, Ticker.SYSTEM);
        routing = new RequestRouting(vertx, peers, transactions);
    }

    @Override
    public void handle(HttpExchange exchange, @Nullable Rejection overload) {
        var path = exchange.request().path() == null ? "" : exchange.request().path();
        if (path.equals(HealthAnswer.PATH)) {
            health(exchange);
            return;
        }
        var request = new RequestContext(exchange, protocols.open(exchange, path));
        var rejection = rejection(request, path, overload);
        if (rejection != null) {
            chargePlatform();
            request.reject(rejection);
        } else {
            authenticate(request);
        }
    }

    private void health(HttpExchange exchange) {
        chargePlatform();
        var method = exchange.request().method();
        exchange.begin(Endpoint.HEALTH, dev.weir.data.http.ExchangeListener.NONE);
        if (Endpoint.HEALTH.allows(method)) {
            exchange.send(HealthAnswer.of(exchange.isDraining()));
        } else {
            var rejection = wrongMethod(exchange, Endpoint.HEALTH);
            exchange.send(protocols.unclaimed().apply(exchange).rejected(rejection));
        }
    }

    private static Rejection wrongMethod(HttpExchange exchange, Endpoint endpoint) {
        exchange.request().response().putHeader("allow", endpoint.allow());
        return Rejection.wrongMethod(exchange.request().method().name(), endpoint.allow());
    }

    /** Work that is under way goes on: a transaction that cannot commit would be lost. */
    private @Nullable Rejection rejection(
            RequestContext request, String path, @Nullable Rejection overload) {
        var endpoint = request.call().endpoint();
        if (endpoint.equals(Endpoint.UNKNOWN)) return Rejection.notFound(path);
        if (!endpoint.allows(request.exchange().request().method())) {
            return wrongMethod(request.exchange(), endpoint);
        }
        if (overload != null) return overload;
        return accounts.isFull() && transaction(request).isEmpty() ? Rejections.unmetered() : null;
    }

    private static String transaction(RequestContext request) {
        return request.call() instanceof TransactionCall call ? call.transaction() : "";
    }

    private void authenticate(RequestContext request) {
        var call = request.call();
        var early = call.early();
        if (early != null) {
            chargePlatform();
            request.send(early);
            return;
        }
        var key = call.key();
        var found = key == null ? new Authentication.MissingKey() : directory.authenticate(key);
        switch (found) {
            case Authentication.Authenticated(var environment) -> enter(request, environment);
            case Authentication.Denied denied -> {
                chargePlatform();
                request.send(call.denied(denied));
            }
        }
    }

    private void enter(RequestContext request, EnvironmentDefined environment) {
        try {
            var account = accounts.of(environment.environment(), environment.project());
            request.exchange().belongsTo(account);
            var found = new ServedEnvironment(environment, backends.of(environment), account);
            var mismatch = request.call().check(found);
            if (mismatch != null) {
                request.send(mismatch);
            } else {
                request.authenticated(found);
                request.exchange().readBody(body -> route(request, body), request::reject);
            }
        } catch (LoanRefused | DatabaseFault | NoRoomToCount e) {
            if (CpuMeter.current().entered() == null) chargePlatform();
            request.send(request.call().refused(e));
        }
    }

    private void route(RequestContext request, byte[] body) {
        request.exchange().belongsTo(request.environment().account());
        request.read(body);
        routing.route(request);
    }

    private void chargePlatform() {
        CpuMeter.current().enter(accounts.platform());
    }

    /** Requests that wait for a grant that is to come. */
    public int waiting() {
        return routing.waiting();
    }

    @Override
    public int unfinished() {
        return transactions.open();
    }

    @Override
    public void stop() {
        transactions.stop();
    }
}
