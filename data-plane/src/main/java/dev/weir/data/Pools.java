package dev.weir.data;

import dev.weir.data.Targets.DatabaseTarget;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.data.gateway.Backend;
import dev.weir.data.gateway.Backends;
import dev.weir.data.grant.GrantBook;
import dev.weir.data.grant.OwnGrant;
import dev.weir.data.pool.Lender;
import dev.weir.data.pool.Permit;
import dev.weir.data.pool.PoolListener;
import dev.weir.data.pool.PoolRunner;
import dev.weir.data.pool.PoolSettings;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import dev.weir.events.PoolMode;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.SealBrokenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pools of a node, one per environment that was asked for or granted connections to keep warm.
 * Database URLs are opened here, and stay in memory. Thread-safe.
 */
final class Pools implements Backends {
    /** Beyond the environment's own idle time-out the node stops a pool without being told. */
    private static final Duration IDLE_GRACE = Duration.ofMinutes(1);

    private final Targets targets;
    private final PoolSettings settings;
    private final PoolLoops loops;
    private final Permit permit;
    private final Accounts accounts;
    private final EnvelopeCipher sealer;
    private final RandomGenerator random;
    private final Names names;
    private final EnvironmentDirectory directory;
    private final GrantBook grants;
    private final BiFunction<EnvironmentId, Account, PoolListener> listeners;
    private final Map<EnvironmentId, Served> served = new ConcurrentHashMap<>();

    /** What the server shows as the name of an environment's n-th connection. */
    @FunctionalInterface
    interface Names {
        String of(EnvironmentId environment, long connection);
    }

    /** An environment's pool, and what it was made from. */
    private record Served(
            EnvironmentDefined environment,
            DatabaseTarget url,
            Backend backend,
            PoolRunner runner) {}

    Pools(
            Targets targets,
            PoolSettings settings,
            PoolLoops loops,
            Permit permit,
            Accounts accounts,
            EnvelopeCipher sealer,
            RandomGenerator random,
            Names names,
            EnvironmentDirectory directory,
            GrantBook grants,
            BiFunction<EnvironmentId, Account, PoolListener> listeners) {
        this.targets = targets;
        this.settings = settings;
        this.loops = loops;
        this.permit = permit;
        this.accounts = accounts;
        this.sealer = sealer;
        this.random = random;
        this.names = names;
        this.directory = directory;
        this.grants = grants;
        this.listeners = listeners;
    }

    @Override
    public Backend of(EnvironmentDefined environment) {
        var present = served.get(environment.environment());
        return present == null ? make(environment).backend() : present.backend();
    }

    private Served make(EnvironmentDefined environment) {
        var made = served.computeIfAbsent(environment.environment(), _ -> start(environment));
        // One that was heard meanwhile; a repeated one changes nothing.
        grants.find(environment.environment()).ifPresent(grant -> grant(made.runner(), grant));
        return made;
    }

    private Served start(EnvironmentDefined environment) {
        var id = environment.environment();
        var account = accounts.of(id, environment.project());
        var url = open(environment);
        var database = url.database(account, accounts.platform());
        var runner =
                new PoolRunner(
                        id.value(),
                        loops.next(account, accounts.platform()),
                        database,
                        bounded(environment),
                        permit,
                        random,
                        connection -> names.of(id, connection),
                        listeners.apply(id, account));
        if (environment.state() == EnvironmentState.SUSPENDED) runner.suspend(true);
        grants.find(id).ifPresent(grant -> grant(runner, grant));
        return new Served(environment, url, new Backend(database, runner), runner);
    }

    /** The environment changed, or is gone. */
    void changed(EnvironmentEvent event) {
        switch (event) {
            case EnvironmentDeleted(var id, var _) -> {
                var gone = served.get(id);
                // What is still open is reported until it is closed.
                if (gone != null) gone.runner().drain().thenRun(() -> served.remove(id, gone));
            }
            case EnvironmentDefined environment -> {
                served.computeIfPresent(
                        environment.environment(), (_, old) -> changed(old, environment));
                warmUp(environment);
            }
        }
    }

    private Served changed(Served old, EnvironmentDefined environment) {
        var runner = old.runner();
        accounts.of(environment.environment(), environment.project());
        if (!environment.settings().equals(old.environment().settings())) {
            runner.configure(bounded(environment));
        }
        if (environment.state() != old.environment().state()) {
            runner.suspend(environment.state() == EnvironmentState.SUSPENDED);
        }
        var url = open(environment);
        if (url.equals(old.url())) return new Served(environment, url, old.backend(), runner);
        var account = accounts.of(environment.environment(), environment.project());
        var database = url.database(account, accounts.platform());
        runner.renew(database);
        return new Served(environment, url, new Backend(database, runner), runner);
    }

    /** The node may hold this from now on; a node that is closing anyway only takes note. */
    void granted(OwnGrant grant, boolean apply) {
        if (!apply) return;
        var present = served.get(grant.environment());
        if (present != null) {
            grant(present.runner(), grant);
        } else if (isToBeWarm(grant)) {
            var environment = directory.find(grant.environment());
            if (environment != null) warmUp(environment);
        }
    }

    private static boolean isToBeWarm(OwnGrant grant) {
        return grant.size() > 0 && grant.mode() == PoolMode.ACTIVE;
    }

    /** Connections to be kept warm are not left to the first request. */
    private void warmUp(EnvironmentDefined environment) {
        if (grants.find(environment.environment()).filter(Pools::isToBeWarm).isEmpty()) return;
        try {
            make(environment);
        } catch (DatabaseFault | NoRoomToCount _) {
            // The first request is told what is wrong.
        }
    }

    private static void grant(PoolRunner runner, OwnGrant grant) {
        runner.grant(grant.epoch(), grant.size(), grant.mode(), grant.elsewhere());
    }

    /** The pool of an environment; null while there was no need of one. */
    @Nullable PoolRunner runner(EnvironmentId environment) {
        var present = served.get(environment);
        return present == null ? null : present.runner();
    }

    /**
     * Who lends an environment's connections to the node itself, if it is known; its pool is made
     * for that. What is done with them costs the environment nothing.
     */
    Optional<Lender> ownLender(EnvironmentId environment) {
        var known = directory.find(environment);
        return known == null ? Optional.empty() : Optional.of(make(known).runner().forNode());
    }

    /** All grants known. */
    Collection<OwnGrant> grants() {
        return grants.all();
    }

    /** The lease came or went. */
    void permitChanged() {
        served.values().forEach(pool -> pool.runner().permitChanged());
    }

    /** Drains all; completes when nothing is open any more. */
    CompletableFuture<Void> drain() {
        return all(PoolRunner::drain);
    }

    /** Closes all at once. */
    CompletableFuture<Void> abort() {
        return all(PoolRunner::abort);
    }

    private CompletableFuture<Void> all(
            java.util.function.Function<PoolRunner, java.util.concurrent.CompletionStage<Void>>
                    end) {
        var ends = new ArrayList<CompletableFuture<Void>>();
        served.values().forEach(pool -> ends.add(end.apply(pool.runner()).toCompletableFuture()));
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    private DatabaseTarget open(EnvironmentDefined environment) {
        try {
            return targets.parse(
                    sealer.open(environment.databaseUrl(), environment.urlContext()).value());
        } catch (SealBrokenException _) {
            throw new DatabaseFault(
                    DatabaseFault.Kind.REFUSED,
                    "",
                    "the environment's database URL cannot be opened with this node's master keys",
                    Map.of());
        }
    }

    private PoolSettings bounded(EnvironmentDefined environment) {
        var own = environment.settings();
        return settings.bounded(
                own.maxQueue(), own.queueTimeout(), own.idleTimeout().plus(IDLE_GRACE));
    }
}
