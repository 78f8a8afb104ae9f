package dev.weir.data.gateway;

import dev.weir.data.transaction.Operation;
import dev.weir.data.transaction.TransactionIds;
import dev.weir.data.transaction.TransactionIds.Holder;
import dev.weir.data.transaction.TransactionStart;
import dev.weir.events.EnvironmentId;
import dev.weir.runtime.Ticker;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The interactive transactions of all environments on this node. A transaction whose client leaves
 * is rolled back when its time is over.
 */
final class InteractiveTransactions {
    private final Vertx vertx;
    private final TransactionIds ids;
    private final RandomGenerator random;
    private final Ticker ticker;
    private final Map<EnvironmentId, OfEnvironment> all = new ConcurrentHashMap<>();

    /** An environment's transactions, and the way onto their loop. */
    private record OfEnvironment(ServedEnvironment environment, TransactionRunner runner) {}

    InteractiveTransactions(
            Vertx vertx, TransactionIds ids, RandomGenerator random, Ticker ticker) {
        this.vertx = vertx;
        this.ids = ids;
        this.random = random;
        this.ticker = ticker;
    }

    /** The node that holds a transaction. From any thread. */
    Holder holder(EnvironmentId environment, String transaction) {
        return ids.holder(environment, transaction);
    }

    /** Begins a transaction. On the loop of the environment's pool, as the next two. */
    void start(RequestContext request, TransactionStart wanted, Fallback fallback) {
        var fresh = new byte[TransactionIds.RANDOM_BYTES];
        random.nextBytes(fresh);
        var id = ids.mint(request.environment().id(), fresh);
        of(request.environment()).start(request, wanted, id, fallback);
    }

    /** Does work in a transaction that this node holds. */
    void run(RequestContext request, String transaction, SessionWork task) {
        of(request.environment()).run(request, transaction, task);
    }

    /** Begins, commits or rolls back within a transaction that this node holds. */
    void perform(RequestContext request, String transaction, Operation operation) {
        of(request.environment()).perform(request, transaction, operation);
    }

    private TransactionRunner of(ServedEnvironment environment) {
        var known = all.get(environment.id());
        if (known != null) return known.runner;
        return all.computeIfAbsent(
                        environment.id(),
                        _ -> new OfEnvironment(environment, new TransactionRunner(vertx, ticker)))
                .runner;
    }

    /** Transactions that are open or opening, about. From any thread. */
    int open() {
        return all.values().stream().mapToInt(of -> of.runner.size()).sum();
    }

    /** Rolls all of them back; no more begin. From any thread. */
    void stop() {
        all.values().forEach(of -> of.environment.execute(of.runner::stop));
    }
}
