package dev.weir.control.store;

import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.management.Database;
import dev.weir.control.management.DatabaseUrl;
import dev.weir.control.management.Done;
import dev.weir.control.management.Environment;
import dev.weir.control.management.EnvironmentUpdate;
import dev.weir.control.management.Environments;
import dev.weir.control.management.NewEnvironment;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Fact;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Environments in the store. */
public final class EnvironmentStore implements Environments {
    private final Transactions transactions;
    private final Changes changes;
    private final Announcements announcements;
    private final RegionId region;
    private final Ids ids;
    private final Defaults defaults;

    /**
     * Values for what a command leaves out.
     *
     * @param databaseLimit of a database that is made with its first environment
     * @param settings of an environment
     */
    public record Defaults(int databaseLimit, EnvironmentSettings settings) {}

    /** A store over a migrated schema, for a region. */
    public EnvironmentStore(
            Transactions transactions,
            Changes changes,
            Announcements announcements,
            RegionId region,
            Ids ids,
            Defaults defaults) {
        this.transactions = transactions;
        this.changes = changes;
        this.announcements = announcements;
        this.region = region;
        this.ids = ids;
        this.defaults = defaults;
    }

    @Override
    public Result<Environment> create(Request request, NewEnvironment wanted) {
        return Results.of(transactions, connection -> create(connection, request, wanted));
    }

    @Override
    public Result<Environment> find(EnvironmentId id) {
        return Results.of(transactions, connection -> EnvironmentRows.one(connection, id));
    }

    @Override
    public Result<Environment> named(String reference) {
        return Results.of(transactions, connection -> EnvironmentRows.named(connection, reference));
    }

    @Override
    public Result<Page<Environment>> list(PageRequest page) {
        return Results.of(
                transactions,
                connection ->
                        Pages.oldestFirst(
                                connection,
                                EnvironmentRows::read,
                                page,
                                EnvironmentRows.SELECT
                                        + " WHERE e.state <> 'DELETED'"
                                        + Pages.named(page, "e.name")
                                        + Pages.within(page, "e.project"),
                                "e.ordinal",
                                Pages.namesWithin(page)));
    }

    @Override
    public Result<Page<Environment>> list(ProjectId project, PageRequest page) {
        return Results.of(
                transactions,
                connection -> {
                    ProjectRows.one(connection, project);
                    return Pages.oldestFirst(
                            connection,
                            EnvironmentRows::read,
                            page,
                            EnvironmentRows.SELECT
                                    + " WHERE e.state <> 'DELETED' AND e.project = ?"
                                    + Pages.named(page, "e.name"),
                            "e.ordinal",
                            Pages.names(page, project.value()));
                });
    }

    @Override
    public Result<Environment> update(
            Request request, EnvironmentId id, long version, EnvironmentUpdate update) {
        return Results.of(
                transactions,
                connection -> {
                    var name = Checks.name(update.name());
                    Labels.check(update.marks().labelsOr(Map.of()));
                    return change(
                            connection,
                            request,
                            "environment.update",
                            id,
                            version,
                            environment -> {
                                checkLimit(
                                        update.connectionLimit(),
                                        DatabaseRows.one(connection, environment.database()));
                                EnvironmentRows.refuseTakenName(
                                        connection, environment.project(), name, id.value());
                                EnvironmentRows.update(connection, environment, name, update);
                                return true;
                            });
                });
    }

    @Override
    public Result<Environment> rotateUrl(
            Request request,
            EnvironmentId id,
            long version,
            DatabaseUrl url,
            @Nullable Long urlVersion) {
        return Results.of(
                transactions,
                connection ->
                        change(
                                connection,
                                request,
                                "environment.rotate-url",
                                id,
                                version,
                                environment -> {
                                    refuseOtherServer(environment, url);
                                    var sealed =
                                            announcements.seal(
                                                    url.text().value(), id, environment.version());
                                    EnvironmentRows.setUrl(connection, id, url, sealed, urlVersion);
                                    return true;
                                }));
    }

    @Override
    public Result<Environment> setState(
            Request request, EnvironmentId id, long version, EnvironmentState state) {
        return Results.of(
                transactions,
                connection ->
                        change(
                                connection,
                                request,
                                action(state),
                                id,
                                version,
                                environment ->
                                        switch (state) {
                                            case ACTIVE ->
                                                    Suspensions.resume(connection, environment);
                                            case SUSPENDED ->
                                                    Suspensions.suspend(
                                                            connection,
                                                            environment,
                                                            request.actor());
                                        }));
    }

    @Override
    public Result<Done> delete(Request request, EnvironmentId id, long version) {
        return Results.of(
                transactions,
                connection -> {
                    var database = EnvironmentRows.one(connection, id).database();
                    changes.make(
                            connection,
                            request,
                            database,
                            () -> {
                                var environment = current(connection, id, version);
                                if (environment.deletionProtection()) {
                                    throw Refused.isProtected("environment", id);
                                }
                                EnvironmentRows.delete(connection, id);
                                ApiKeyRows.revokeAll(connection, id);
                                return Optional.of(
                                        new Change(
                                                List.of(new EnvironmentDeleted(id, version + 1)),
                                                defined(environment, Standing.DELETED),
                                                "environment.delete",
                                                id,
                                                ""));
                            });
                    return Done.DONE;
                });
    }

    /** Brings an environment to what the budgets say of it now. */
    void settle(Connection connection, Request request, EnvironmentId id) throws SQLException {
        var found = EnvironmentRows.find(connection, id);
        if (found.isEmpty()) return;
        changes.make(
                connection,
                request,
                found.get().database(),
                () -> {
                    var now = EnvironmentRows.find(connection, id);
                    if (now.isEmpty()) return Optional.empty();
                    var state = Suspensions.settle(connection, now.get());
                    if (state.isEmpty()) return Optional.empty();
                    var fact = announcements.next(connection, now.get());
                    return Optional.of(changed(connection, action(state.get()), fact, id));
                });
    }

    private Environment create(Connection connection, Request request, NewEnvironment wanted)
            throws SQLException {
        var name = Checks.name(wanted.name());
        Labels.check(wanted.marks().labelsOr(Map.of()));
        var settings = Objects.requireNonNullElse(wanted.settings(), defaults.settings());
        if (wanted.region() != null && !wanted.region().equals(region)) {
            throw Refused.invalid("region", "must be " + region);
        }
        var content = content(wanted, name, settings);
        var once = Once.of(connection, request, "environment.create", content);
        if (once.earlier() != null) {
            return EnvironmentRows.one(connection, new EnvironmentId(once.earlier()));
        }
        ProjectRows.one(connection, wanted.project());
        EnvironmentRows.refuseTakenName(connection, wanted.project(), name, "");
        var database = databaseFor(connection, wanted.url(), wanted.databaseLimit());
        checkLimit(wanted.connectionLimit(), database);
        var id = new EnvironmentId(ids.next('e'));
        changes.make(
                connection,
                request,
                database.id(),
                () -> {
                    var row = row(connection, id, wanted, name, settings, database);
                    EnvironmentRows.insert(connection, row);
                    var made = EnvironmentRows.one(connection, id);
                    var fact = announcements.of(connection, made, database.limit());
                    return Optional.of(changed(connection, "environment.create", fact, id));
                });
        once.done(id.value());
        return EnvironmentRows.one(connection, id);
    }

    private static String content(
            NewEnvironment wanted, String name, EnvironmentSettings settings) {
        return String.join(
                "\n",
                wanted.project().value(),
                name,
                wanted.url().text().value(),
                String.valueOf(wanted.connectionLimit()),
                String.valueOf(wanted.databaseLimit()),
                settings + Checks.content(wanted.marks()) + urlVersion(wanted));
    }

    private static String urlVersion(NewEnvironment wanted) {
        return wanted.databaseUrlVersion() == null ? "" : "\n" + wanted.databaseUrlVersion();
    }

    private EnvironmentRows.Row row(
            Connection connection,
            EnvironmentId id,
            NewEnvironment wanted,
            String name,
            EnvironmentSettings settings,
            Database database)
            throws SQLException {
        var project = wanted.project();
        return new EnvironmentRows.Row(
                id,
                project,
                name,
                region,
                database.id(),
                wanted.connectionLimit(),
                wanted.url(),
                announcements.seal(wanted.url().text().value(), id, 1),
                settings,
                wanted.databaseUrlVersion(),
                wanted.marks(),
                Suspensions.stop(connection, project.value(), id.value()).orElse(null));
    }

    /** Checks and writes an environment's row; false: nothing is to be changed. */
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
        var database = EnvironmentRows.one(connection, id).database();
        changes.make(
                connection,
                request,
                database,
                () -> {
                    var environment = current(connection, id, version);
                    if (!edit.of(environment)) return Optional.empty();
                    var fact = announcements.next(connection, environment);
                    return Optional.of(changed(connection, action, fact, id));
                });
        return EnvironmentRows.one(connection, id);
    }

    private Change changed(Connection connection, String action, Fact fact, EnvironmentId id)
            throws SQLException {
        var environment = EnvironmentRows.one(connection, id);
        var event = defined(environment, Standing.valueOf(environment.state().name()));
        return new Change(List.of(fact), event, action, id, details(environment));
    }

    private ControllerEvent defined(Environment environment, Standing standing) {
        var own = environment.connectionLimit();
        return new ControllerEvent.Defined(
                changes.fleet(),
                environment.id(),
                standing,
                own == null ? Integer.MAX_VALUE : own,
                environment.settings().idleTimeout());
    }

    private static Environment current(Connection connection, EnvironmentId id, long version)
            throws SQLException {
        var environment = EnvironmentRows.one(connection, id);
        if (environment.version() != version) {
            throw Refused.stale(connection, id, environment.version());
        }
        return environment;
    }

    private Database databaseFor(
            Connection connection, DatabaseUrl url, @Nullable Integer wantedLimit)
            throws SQLException {
        int limit = wantedLimit == null ? defaults.databaseLimit() : wantedLimit;
        if (limit < 1 || limit > Checks.MAX_CONNECTIONS) {
            throw new Refused(
                    new Refusal.LimitOutOfRange("databaseLimit", limit, 1, Checks.MAX_CONNECTIONS));
        }
        var database = DatabaseRows.of(connection, url.host(), url.port(), ids.next('d'), limit);
        if (wantedLimit != null && database.limit() != wantedLimit) {
            throw Refused.conflict(
                    "the database is known with a limit of "
                            + database.limit()
                            + "; set its limit, or leave databaseLimit out");
        }
        return database;
    }

    private static void refuseOtherServer(Environment environment, DatabaseUrl url) {
        boolean same =
                url.provider().equals(environment.provider())
                        && url.host().equals(environment.host())
                        && url.port() == environment.port();
        if (!same) {
            throw Refused.invalid(
                    "databaseUrl",
                    "must point at the same server; for another one make another environment");
        }
    }

    private static void checkLimit(@Nullable Integer own, Database database) {
        if (own == null) return;
        if (own < 1 || own > database.limit()) {
            throw new Refused(
                    new Refusal.LimitOutOfRange("connectionLimit", own, 1, database.limit()));
        }
    }

    private static String action(EnvironmentState state) {
        return state == EnvironmentState.ACTIVE ? "environment.resume" : "environment.suspend";
    }

    private static String details(Environment environment) {
        return "name="
                + environment.name()
                + " state="
                + environment.state()
                + Suspensions.shown(environment.suspension())
                + " connectionLimit="
                + environment.connectionLimit()
                + " version="
                + environment.version()
                + Checks.details(environment.labels(), environment.deletionProtection());
    }
}
