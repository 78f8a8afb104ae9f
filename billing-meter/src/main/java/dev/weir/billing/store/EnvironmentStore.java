package dev.weir.billing.store;

import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import java.util.Collection;
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

    /** A store in the database. */
    public EnvironmentStore(BillingDatabase database) {
        this.database = database;
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
                WHERE excluded.version > e.version\
                """;
        var rows = newest(events);
        database.write(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                new Columns(connection, statement)
                        .text(rows, Row::environment)
                        .number(rows, Row::version)
                        .text(rows, Row::project)
                        .text(rows, Row::name)
                        .text(rows, Row::region)
                        .bool(rows, Row::deleted);
                return statement.executeUpdate();
            }
        });
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
