package dev.weir.control.store;

import dev.weir.control.Database;
import dev.weir.control.DatabaseUrl;
import dev.weir.control.Done;
import dev.weir.control.Environment;
import dev.weir.control.EnvironmentUpdate;
import dev.weir.control.NewEnvironment;
import dev.weir.control.Refusal;
import dev.weir.control.Request;
import dev.weir.control.drive.Ledger;
import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.events.ApiKeyHash;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.RegionId;
import dev.weir.runtime.Sealer;
import dev.weir.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes environments and their databases: what the owner set, what the controller decides on it,
 * and what nodes are told, in one transaction under the lock of the database's row.
 */
public final class EnvironmentWriter {
    private final FleetStore store;
    private final Outbox outbox;
    private final Controller controller;
    private final Supplier<Fleet> fleet;
    private final Sealer sealer;
    private final RegionId region;
    private final Ids ids;
    private final Defaults defaults;

    /**
     * What holds where nothing else is said.
     *
     * @param databaseLimit of a database that is made by the way
     * @param settings of an environment
     */
    public record Defaults(int databaseLimit, EnvironmentSettings settings) {}

    /** A writer for a region. */
    public EnvironmentWriter(
            FleetStore store,
            Outbox outbox,
            Controller controller,
            Supplier<Fleet> fleet,
            Sealer sealer,
            RegionId region,
            Ids ids,
            Defaults defaults) {
        this.store = store;
        this.outbox = outbox;
        this.controller = controller;
        this.fleet = fleet;
        this.sealer = sealer;
        this.region = region;
        this.ids = ids;
        this.defaults = defaults;
    }

    Environment create(Connection connection, Request request, NewEnvironment wanted)
            throws SQLException {
        var name = Checks.name(wanted.name());
        var settings = Objects.requireNonNullElse(wanted.settings(), defaults.settings());
        if (wanted.region() != null && !wanted.region().equals(region)) {
            throw Refused.invalid("region", "must be " + region);
        }
        var url = wanted.url();
        var once =
                Once.of(
                        connection,
                        request,
                        "environment.create",
                        String.join(
                                "\n",
                                wanted.project().value(),
                                name,
                                url.text().value(),
                                String.valueOf(wanted.connectionLimit()),
                                String.valueOf(wanted.databaseLimit()),
                                settings.toString()));
        if (once.earlier() != null) return one(connection, new EnvironmentId(once.earlier()));
        boolean project =
                Sql.first(
                                connection,
                                row -> row.getInt(1),
                                "SELECT 1 FROM project WHERE id = ? AND NOT deleted FOR SHARE",
                                wanted.project().value())
                        .isPresent();
        if (!project) throw Refused.missing("project", wanted.project());
        refuseTakenName(connection, wanted.project().value(), name, "");
        var database = databaseFor(connection, url, wanted.databaseLimit());
        var before = locked(connection, database.id());
        checkLimit(wanted.connectionLimit(), database);
        var id = new EnvironmentId(ids.next('e'));
        var stop = Suspensions.stop(connection, wanted.project().value(), id.value());
        Sql.update(
                connection,
                """
                INSERT INTO environment (id, project, name, region, database, state, connection_limit,
                    provider, database_name, database_user, sealed_url, idle_timeout_ms, query_timeout_ms,
                    transaction_timeout_ms, queue_timeout_ms, max_queue, max_response_bytes,
                    suspended_budget, suspended_period)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id.value(),
                wanted.project().value(),
                name,
                region.value(),
                database.id().value(),
                (stop.isPresent() ? EnvironmentState.SUSPENDED : EnvironmentState.ACTIVE).name(),
                wanted.connectionLimit(),
                url.provider(),
                url.databaseName(),
                url.user(),
                seal(url.text().value(), id, 1),
                settings.idleTimeout(),
                settings.queryTimeout(),
                settings.transactionTimeout(),
                settings.queueTimeout(),
                settings.maxQueue(),
                settings.maxResponseBytes(),
                stop.map(by -> by.budget().value()).orElse(null),
                stop.map(by -> by.period().toString()).orElse(null));
        var made = one(connection, id);
        announce(connection, made);
        decide(connection, before, made, Standing.valueOf(made.state().name()));
        once.done(id.value());
        Audit.add(connection, request, "environment.create", id, shown(made));
        return made;
    }

    Environment update(
            Connection connection,
            Request request,
            EnvironmentId id,
            long version,
            EnvironmentUpdate update)
            throws SQLException {
        var name = Checks.name(update.name());
        return change(
                connection,
                request,
                "environment.update",
                id,
                version,
                environment -> {
                    checkLimit(
                            update.connectionLimit(), database(connection, environment.database()));
                    refuseTakenName(connection, environment.project().value(), name, id.value());
                    var settings = update.settings();
                    Sql.update(
                            connection,
                            """
                            UPDATE environment SET name = ?, connection_limit = ?, idle_timeout_ms = ?,
                                query_timeout_ms = ?, transaction_timeout_ms = ?, queue_timeout_ms = ?,
                                max_queue = ?, max_response_bytes = ? WHERE id = ?
                            """,
                            name,
                            update.connectionLimit(),
                            settings.idleTimeout(),
                            settings.queryTimeout(),
                            settings.transactionTimeout(),
                            settings.queueTimeout(),
                            settings.maxQueue(),
                            settings.maxResponseBytes(),
                            id.value());
                    return true;
                });
    }

    Environment rotate(
            Connection connection, Request request, EnvironmentId id, long version, DatabaseUrl url)
            throws SQLException {
        return change(
                connection,
                request,
                "environment.rotate-url",
                id,
                version,
                environment -> {
                    boolean same =
                            url.provider().equals(environment.provider())
                                    && url.host().equals(environment.host())
                                    && url.port() == environment.port();
                    if (!same) {
                        throw Refused.invalid(
                                "databaseUrl",
                                "must point at the same server; for another one make another"
                                        + " environment");
                    }
                    Sql.update(
                            connection,
                            "UPDATE environment SET database_name = ?, database_user = ?,"
                                    + " sealed_url = ? WHERE id = ?",
                            url.databaseName(),
                            url.user(),
                            seal(url.text().value(), id, environment.version()),
                            id.value());
                    return true;
                });
    }

    Environment setState(
            Connection connection,
            Request request,
            EnvironmentId id,
            long version,
            EnvironmentState state)
            throws SQLException {
        return change(
                connection,
                request,
                action(state),
                id,
                version,
                environment ->
                        switch (state) {
                            case ACTIVE -> Suspensions.resume(connection, environment);
                            case SUSPENDED ->
                                    Suspensions.suspend(connection, environment, request.actor());
                        });
    }

    /** Brings an environment to what the budgets say of it now. */
    void settle(Connection connection, Request request, EnvironmentId id) throws SQLException {
        var found = find(connection, id);
        if (found.isEmpty()) return;
        var before = locked(connection, found.get().database());
        var now = find(connection, id);
        if (now.isEmpty()) return;
        var state = Suspensions.settle(connection, now.get());
        if (state.isEmpty()) return;
        finish(connection, request, action(state.get()), before, now.get());
    }

    private static String action(EnvironmentState state) {
        return state == EnvironmentState.ACTIVE ? "environment.resume" : "environment.suspend";
    }

    Done delete(Connection connection, Request request, EnvironmentId id, long version)
            throws SQLException {
        var before = locked(connection, one(connection, id).database());
        var environment = one(connection, id);
        if (environment.version() != version) {
            throw new Refused(new Refusal.Stale(environment.version()));
        }
        Sql.update(
                connection,
                "UPDATE environment SET state = 'DELETED', suspended_by = NULL, suspended_budget = NULL,"
                        + " suspended_period = NULL, version = version + 1, sealed_url = '',"
                        + " updated_at = now() WHERE id = ?",
                id.value());
        Sql.update(
                connection,
                "UPDATE api_key SET revoked_at = now() WHERE environment = ? AND revoked_at IS NULL",
                id.value());
        outbox.add(connection, new EnvironmentDeleted(id, version + 1));
        decide(connection, before, environment, Standing.DELETED);
        Audit.add(connection, request, "environment.delete", id, "");
        return Done.DONE;
    }

    /** Something that a transaction does. */
    @FunctionalInterface
    interface Change {
        /** How many rows it changed. */
        int run() throws SQLException;
    }

    void changeKeys(Connection connection, EnvironmentId id, Change change) throws SQLException {
        locked(connection, one(connection, id).database());
        if (change.run() == 0) return;
        reseal(connection, one(connection, id));
        announce(connection, one(connection, id));
    }

    Database setLimit(
            Connection connection,
            Request request,
            DatabaseId id,
            long revision,
            int limit,
            int reserve)
            throws SQLException {
        var before = locked(connection, id);
        var database = database(connection, id);
        if (database.revision() != revision) {
            throw new Refused(new Refusal.Stale(database.revision()));
        }
        if (reserve < 0) throw Refused.invalid("reserve", "must be at least 0");
        if (limit <= reserve || limit > MOST_CONNECTIONS) {
            throw new Refused(
                    new Refusal.LimitOutOfRange("limit", limit, reserve + 1, MOST_CONNECTIONS));
        }
        Sql.update(
                connection,
                "UPDATE database_server SET revision = revision + 1 WHERE id = ?",
                id.value());
        decide(connection, before, new ControllerEvent.LimitSet(fleet.get(), limit, reserve));
        // The limit that nodes are told is the lower of the environment's own and the database's.
        for (var environment :
                Sql.list(
                        connection,
                        Rows::environment,
                        Rows.ENVIRONMENTS + " WHERE e.database = ? AND e.state <> 'DELETED'",
                        id.value())) {
            reseal(connection, environment);
            announce(connection, one(connection, environment.id()));
        }
        Audit.add(
                connection,
                request,
                "database.set-limit",
                id,
                "limit=" + limit + " reserve=" + reserve);
        return database(connection, id);
    }

    private static final int MOST_CONNECTIONS = 100_000;

    /** What changes an environment's row; false: nothing was to change. */
    @FunctionalInterface
    private interface Edit {
        boolean of(Environment environment) throws SQLException;
    }

    private Environment change(
            Connection connection,
            Request request,
            String action,
            EnvironmentId id,
            long version,
            Edit edit)
            throws SQLException {
        var before = locked(connection, one(connection, id).database());
        var environment = one(connection, id);
        if (environment.version() != version) {
            throw new Refused(new Refusal.Stale(environment.version()));
        }
        return edit.of(environment)
                ? finish(connection, request, action, before, environment)
                : environment;
    }

    /** What follows when an environment's row was changed: its next version, told to the nodes. */
    private Environment finish(
            Connection connection,
            Request request,
            String action,
            DatabaseGrants before,
            Environment environment)
            throws SQLException {
        reseal(connection, environment);
        var id = environment.id();
        var changed = one(connection, id);
        announce(connection, changed);
        decide(connection, before, changed, Standing.valueOf(changed.state().name()));
        Audit.add(connection, request, action, id, shown(changed));
        return changed;
    }

    /** Seals the URL for the next version, which this begins. */
    private void reseal(Connection connection, Environment environment) throws SQLException {
        long next = environment.version() + 1;
        var opened =
                sealer.open(
                        sealedUrl(connection, environment.id()),
                        EnvironmentDefined.urlContext(environment.id(), environment.version()));
        Sql.update(
                connection,
                "UPDATE environment SET sealed_url = ?, version = ?, updated_at = now()"
                        + " WHERE id = ?",
                seal(opened.value(), environment.id(), next),
                next,
                environment.id().value());
    }

    private String seal(String url, EnvironmentId id, long version) {
        return sealer.seal(url, EnvironmentDefined.urlContext(id, version));
    }

    private void announce(Connection connection, Environment environment) throws SQLException {
        var keys =
                Sql.list(
                        connection,
                        row -> new ApiKeyHash(row.getString(1), row.getString(2)),
                        "SELECT id, hash FROM api_key WHERE environment = ? AND revoked_at IS NULL"
                                + " ORDER BY ordinal",
                        environment.id().value());
        int limit = database(connection, environment.database()).limit();
        var own = environment.connectionLimit();
        outbox.add(
                connection,
                new EnvironmentDefined(
                        environment.id(),
                        environment.version(),
                        environment.project(),
                        environment.name(),
                        environment.region(),
                        environment.database(),
                        environment.state(),
                        own == null ? limit : Math.min(own, limit),
                        sealedUrl(connection, environment.id()),
                        keys,
                        environment.settings()));
    }

    private void decide(
            Connection connection,
            DatabaseGrants before,
            Environment environment,
            Standing standing)
            throws SQLException {
        var own = environment.connectionLimit();
        decide(
                connection,
                before,
                new ControllerEvent.Defined(
                        fleet.get(),
                        environment.id(),
                        standing,
                        own == null ? Integer.MAX_VALUE : own,
                        environment.settings().idleTimeout()));
    }

    private void decide(Connection connection, DatabaseGrants before, ControllerEvent event)
            throws SQLException {
        var decision = controller.decide(DatabaseState.of(before), event);
        var committed =
                store.commit(connection, before, decision.state().grants(), decision.commands());
        if (!(committed instanceof Ledger.Outcome.Committed)) {
            throw new IllegalStateException("changed under our lock: " + before.id());
        }
        Sql.first(
                connection,
                row -> "",
                "SELECT pg_notify(?, ?)",
                Notifications.DATABASES,
                before.id().value());
    }

    private DatabaseGrants locked(Connection connection, DatabaseId database) throws SQLException {
        return store.load(connection, database, true)
                .orElseThrow(() -> Refused.missing("database", database));
    }

    private Database databaseFor(
            Connection connection, DatabaseUrl url, @Nullable Integer wantedLimit)
            throws SQLException {
        int limit = wantedLimit == null ? defaults.databaseLimit() : wantedLimit;
        if (limit < 1 || limit > MOST_CONNECTIONS) {
            throw new Refused(
                    new Refusal.LimitOutOfRange("databaseLimit", limit, 1, MOST_CONNECTIONS));
        }
        Sql.update(
                connection,
                "INSERT INTO database_server (id, host, port, connection_limit, effective_limit)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (host, port) DO NOTHING",
                ids.next('d'),
                url.host(),
                url.port(),
                limit,
                limit);
        var database =
                Sql.first(
                                connection,
                                Rows::database,
                                "SELECT * FROM database_server WHERE host = ? AND port = ? FOR UPDATE",
                                url.host(),
                                url.port())
                        .orElseThrow();
        if (wantedLimit != null && database.limit() != wantedLimit) {
            throw Refused.conflict(
                    "the database is known with a limit of "
                            + database.limit()
                            + "; set its limit, or leave databaseLimit out");
        }
        return database;
    }

    private static void checkLimit(@Nullable Integer own, Database database) {
        if (own == null) return;
        if (own < 1 || own > database.limit()) {
            throw new Refused(
                    new Refusal.LimitOutOfRange("connectionLimit", own, 1, database.limit()));
        }
    }

    private static void refuseTakenName(
            Connection connection, String project, String name, String except) throws SQLException {
        boolean taken =
                Sql.first(
                                connection,
                                row -> row.getInt(1),
                                "SELECT 1 FROM environment WHERE project = ? AND name = ?"
                                        + " AND state <> 'DELETED' AND id <> ?",
                                project,
                                name,
                                except)
                        .isPresent();
        if (taken) throw Refused.conflict("the project has an environment of this name");
    }

    static Environment one(Connection connection, EnvironmentId id) throws SQLException {
        return find(connection, id).orElseThrow(() -> Refused.missing("environment", id));
    }

    private static Optional<Environment> find(Connection connection, EnvironmentId id)
            throws SQLException {
        return Sql.first(
                connection,
                Rows::environment,
                Rows.ENVIRONMENTS + " WHERE e.id = ? AND e.state <> 'DELETED'",
                id.value());
    }

    static Database database(Connection connection, DatabaseId id) throws SQLException {
        return Sql.first(
                        connection,
                        Rows::database,
                        "SELECT * FROM database_server WHERE id = ?",
                        id.value())
                .orElseThrow(() -> Refused.missing("database", id));
    }

    private static String sealedUrl(Connection connection, EnvironmentId id) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getString(1),
                        "SELECT sealed_url FROM environment WHERE id = ?",
                        id.value())
                .orElseThrow();
    }

    private static String shown(Environment environment) {
        return "name="
                + environment.name()
                + " state="
                + environment.state()
                + Suspensions.shown(environment.suspension())
                + " connectionLimit="
                + environment.connectionLimit()
                + " version="
                + environment.version();
    }

    static byte[] bytes(Secret secret) {
        return secret.value().getBytes(StandardCharsets.UTF_8);
    }
}
