package dev.weir.billing.store.intake;

import dev.weir.billing.ledger.Entry.EnvironmentNamed;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.ledger.Columns;
import dev.weir.billing.store.ledger.LedgerReader;
import dev.weir.billing.store.ledger.LedgerTable;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what environments are called and whose they are. A deleted one keeps its name. */
public final class EnvironmentStore {
    private record Row(
            String environment,
            long version,
            @Nullable String project,
            @Nullable String name,
            @Nullable String region,
            boolean deleted) {}

    private final BillingDatabase database;
    private final InstantSource clock;

    /** A store in the database. */
    public EnvironmentStore(BillingDatabase database) {
        this(database, InstantSource.system());
    }

    /** A store in the database, which dates what it enters into the ledger by the clock. */
    public EnvironmentStore(BillingDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Writes what is newer than what is known.
     *
     * @throws StoreFault when the database failed: nothing was written
     */
    public void write(Collection<EnvironmentEvent> events) {
        if (events.isEmpty()) return;
        var sql =
                """
                INSERT INTO environment AS e (environment, version, project, name, region, deleted)
                SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                    ?::boolean[])
                ON CONFLICT (environment) DO UPDATE SET
                    version = excluded.version,
                    project = coalesce(excluded.project, e.project),
                    name = coalesce(excluded.name, e.name),
                    region = coalesce(excluded.region, e.region),
                    deleted = excluded.deleted
                WHERE excluded.version > e.version
                RETURNING environment, project, name, region, deleted\
                """;
        var rows = newest(events);
        database.write(connection -> {
            var changed = new ArrayList<EnvironmentNamed>();
            try (var statement = connection.prepareStatement(sql)) {
                new Columns(connection, statement)
                        .text(rows, Row::environment)
                        .number(rows, Row::version)
                        .text(rows, Row::project)
                        .text(rows, Row::name)
                        .text(rows, Row::region)
                        .bool(rows, Row::deleted);
                try (var written = statement.executeQuery()) {
                    while (written.next()) changed.add(named(written));
                }
            }
            if (!changed.isEmpty()) post(connection, changed);
            return changed.size();
        });
    }

    /** Where environments live, of those that are known. */
    static Map<EnvironmentId, RegionId> homes(Connection connection, Collection<EnvironmentId> of)
            throws SQLException {
        var homes = new HashMap<EnvironmentId, RegionId>();
        if (of.isEmpty()) return homes;
        var sql =
                "SELECT environment, region FROM environment"
                        + " WHERE environment = ANY (?::text[]) AND region IS NOT NULL";
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement).text(List.copyOf(of), EnvironmentId::value);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    homes.put(
                            new EnvironmentId(rows.getString(1)), new RegionId(rows.getString(2)));
                }
            }
        }
        return homes;
    }

    private static EnvironmentNamed named(ResultSet rows) throws SQLException {
        var project = rows.getString(2);
        var region = rows.getString(4);
        return new EnvironmentNamed(
                new EnvironmentId(rows.getString(1)),
                project == null ? null : new ProjectId(project),
                rows.getString(3),
                region == null ? null : new RegionId(region),
                rows.getBoolean(5));
    }

    /** Only what differs from what the ledger says already: most changes are of other settings. */
    private void post(Connection connection, List<EnvironmentNamed> changed) throws SQLException {
        var head = LedgerTable.lock(connection);
        var known = names(connection, changed, head.sequence());
        var news =
                changed.stream()
                        .filter(named -> !named.equals(known.get(named.environment())))
                        .sorted(Comparator.comparing(named -> named.environment().value()))
                        .toList();
        if (news.isEmpty()) return;
        LedgerTable.append(connection, head, news, clock.instant(), head.completeThrough());
    }

    private static Map<EnvironmentId, EnvironmentNamed> names(
            Connection connection, List<EnvironmentNamed> of, long asOf) throws SQLException {
        var ids = of.stream().map(named -> named.environment().value()).toList();
        return new LedgerReader(connection).names(ids, asOf);
    }

    /** One row for each environment: a statement may change a row only once. */
    private static List<Row> newest(Collection<EnvironmentEvent> events) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (var event : events) {
            rows.merge(
                    event.environment().value(),
                    row(event),
                    (before, next) ->
                            next.version > before.version ? keepNames(before, next) : before);
        }
        return List.copyOf(rows.values());
    }

    private static Row row(EnvironmentEvent event) {
        return switch (event) {
            case EnvironmentDefined defined ->
                    new Row(
                            defined.environment().value(),
                            defined.version(),
                            defined.project().value(),
                            defined.name().replace('\0', '\uFFFD'),
                            defined.region().value(),
                            false);
            case EnvironmentDeleted deleted ->
                    new Row(
                            deleted.environment().value(),
                            deleted.version(),
                            null,
                            null,
                            null,
                            true);
        };
    }

    private static Row keepNames(Row before, Row next) {
        if (!next.deleted) return next;
        return new Row(
                next.environment, next.version, before.project, before.name, before.region, true);
    }
}
