package dev.weir.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.control.management.ApiKey;
import dev.weir.control.management.AuditEntry;
import dev.weir.control.management.NewApiKey;
import dev.weir.control.management.NewToken;
import dev.weir.control.management.Page;
import dev.weir.control.management.ServiceToken;
import dev.weir.control.management.Suspension;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.PoolReport;
import dev.weir.runtime.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bodies that callers get: ids as plain texts, enumerations in lower case. */
final class Views {
    private Views() {}

    /** A part of a list; {@code next} is left out at its end. */
    record Items<T>(
            List<T> items, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
        static <S, T> Items<T> of(Page<S> page, Function<S, T> show) {
            return new Items<>(page.items().stream().map(show).toList(), page.next());
        }

        static <S, T> Items<T> of(List<S> all, Function<S, T> show) {
            return new Items<>(all.stream().map(show).toList(), null);
        }
    }

    record Project(
            String id,
            String name,
            Map<String, String> labels,
            boolean deletionProtection,
            long version,
            Instant createdAt) {
        static Project of(dev.weir.control.management.Project project) {
            return new Project(
                    project.id().value(),
                    project.name(),
                    new TreeMap<>(project.labels()),
                    project.deletionProtection(),
                    project.version(),
                    project.createdAt());
        }
    }

    /** A database URL without its secrets. */
    record Server(String provider, String host, int port, String name, String user) {}

    /** Who suspended an environment: a person, or a budget for a month. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SuspendedBy(@Nullable String actor, @Nullable String budget, @Nullable String period) {
        static @Nullable SuspendedBy of(@Nullable Suspension suspension) {
            return switch (suspension) {
                case null -> null;
                case Suspension.ByPerson(var actor) -> new SuspendedBy(actor, null, null);
                case Suspension.ByBudget(var budget, var period) ->
                        new SuspendedBy(null, budget.value(), period.toString());
            };
        }
    }

    record Environment(
            String id,
            String project,
            String name,
            String region,
            String state,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SuspendedBy suspendedBy,
            String database,
            Server server,
            @Nullable Integer connectionLimit,
            EnvironmentSettings settings,
            Map<String, String> labels,
            boolean deletionProtection,
            @Nullable Long databaseUrlVersion,
            long version,
            Instant createdAt,
            Instant updatedAt) {
        static Environment of(dev.weir.control.management.Environment environment) {
            return new Environment(
                    environment.id().value(),
                    environment.project().value(),
                    environment.name(),
                    environment.region().value(),
                    lower(environment.state()),
                    SuspendedBy.of(environment.suspension()),
                    environment.database().value(),
                    new Server(
                            environment.provider(),
                            environment.host(),
                            environment.port(),
                            environment.databaseName(),
                            environment.user()),
                    environment.connectionLimit(),
                    environment.settings(),
                    new TreeMap<>(environment.labels()),
                    environment.deletionProtection(),
                    environment.databaseUrlVersion(),
                    environment.version(),
                    environment.createdAt(),
                    environment.updatedAt());
        }
    }

    /** A key; {@code key} is its text, in the answer that makes it or changes its secret only. */
    record Key(
            String id,
            String environment,
            String name,
            String prefix,
            @Nullable Instant expiresAt,
            @Nullable Long secretVersion,
            long version,
            Instant createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {
        static Key of(ApiKey key) {
            return of(key, null);
        }

        static Key of(NewApiKey made) {
            return of(made.key(), made.text());
        }

        private static Key of(ApiKey key, @Nullable Secret text) {
            return new Key(
                    key.id(),
                    key.environment().value(),
                    key.name(),
                    "weir_" + key.environment() + "_" + key.id() + "_",
                    key.expiresAt(),
                    key.secretVersion(),
                    key.version(),
                    key.createdAt(),
                    text == null ? null : text.value());
        }
    }

    /**
     * A service token; {@code token} is its text, in the answer that makes it or changes it only.
     */
    record Token(
            String id,
            String name,
            List<String> roles,
            List<String> projects,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Long tokenVersion,
            long version,
            String createdBy,
            Instant createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token) {
        static Token of(ServiceToken token) {
            return of(token, null);
        }

        static Token of(NewToken made) {
            return of(made.token(), made.text());
        }

        private static Token of(ServiceToken token, @Nullable Secret text) {
            return new Token(
                    token.id(),
                    token.name(),
                    token.roles().stream().sorted().toList(),
                    token.projects().stream().map(Object::toString).toList(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.tokenVersion(),
                    token.version(),
                    token.createdBy(),
                    token.createdAt(),
                    text == null ? null : text.value());
        }
    }

    /** One part of a batch: its status, and the environment or the problem. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(
            int status,
            @Nullable Environment environment,
            dev.weir.runtime.http.@Nullable Problem problem) {
        static Outcome created(dev.weir.control.management.Environment made) {
            return new Outcome(201, Environment.of(made), null);
        }

        static Outcome failed(dev.weir.runtime.http.Problem problem) {
            return new Outcome(problem.status(), null, problem);
        }
    }

    record Outcomes(List<Outcome> results) {}

    record Database(
            String id,
            String host,
            int port,
            int limit,
            int effectiveLimit,
            int reserve,
            int charged,
            long version,
            Instant createdAt) {
        static Database of(dev.weir.control.management.Database database) {
            return new Database(
                    database.id().value(),
                    database.host(),
                    database.port(),
                    database.limit(),
                    database.effectiveLimit(),
                    database.reserve(),
                    database.charged(),
                    database.revision(),
                    database.createdAt());
        }
    }

    /** The installation; {@code billingUrl} is left out where none is configured. */
    record Installation(
            String version,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String billingUrl,
            List<String> regions,
            List<String> capabilities) {
        static Installation of(dev.weir.control.http.Server server) {
            return new Installation(
                    server.version(),
                    server.billingUrl(),
                    List.of(server.region().value()),
                    dev.weir.control.http.Server.CAPABILITIES);
        }
    }

    record Cluster(String id, int nodes, int live) {}

    record Region(String id, List<Cluster> clusters) {
        static Region of(dev.weir.control.management.Region region) {
            return new Region(
                    region.id().value(),
                    region.clusters().stream()
                            .map(c -> new Cluster(c.id().value(), c.nodes(), c.live()))
                            .toList());
        }
    }

    record Node(
            String id,
            String region,
            String cluster,
            String incarnation,
            String endpoint,
            int capacity,
            int charged,
            String health,
            Instant seenAt) {
        static Node of(dev.weir.control.management.Node node) {
            return new Node(
                    node.id().value(),
                    node.region().value(),
                    node.cluster().value(),
                    node.incarnation().value(),
                    node.endpoint(),
                    node.capacity(),
                    node.charged(),
                    lower(node.health()),
                    node.seenAt());
        }
    }

    /** What a node last said of a pool. */
    record Report(
            String state,
            long epoch,
            int held,
            int open,
            int opening,
            int busy,
            int waiting,
            Duration waitP95,
            Duration idleFor,
            Duration age) {
        static Report of(PoolReport report, Duration age) {
            return new Report(
                    lower(report.state()),
                    report.epoch().value(),
                    report.held(),
                    report.open(),
                    report.opening(),
                    report.busy(),
                    report.waiting(),
                    report.waitP95(),
                    report.idleFor(),
                    age);
        }
    }

    record Pool(
            String database,
            String environment,
            String node,
            String incarnation,
            String cluster,
            String mode,
            int granted,
            int acknowledged,
            int charged,
            long epoch,
            boolean suspect,
            @Nullable Report report) {
        static Pool of(dev.weir.control.management.PoolView pool) {
            var report = pool.report();
            return new Pool(
                    pool.database().value(),
                    pool.environment().value(),
                    pool.node().value(),
                    pool.incarnation().value(),
                    pool.cluster().value(),
                    lower(pool.mode()),
                    pool.granted(),
                    pool.acknowledged(),
                    pool.charged(),
                    pool.epoch().value(),
                    pool.suspect(),
                    report == null ? null : Report.of(report, pool.age()));
        }
    }

    record Entry(long id, String actor, String action, String subject, String details, Instant at) {
        static Entry of(AuditEntry entry) {
            return new Entry(
                    entry.id(),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.details(),
                    entry.happenedAt());
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
