package dev.weir.control.store;

import dev.weir.control.ApiKey;
import dev.weir.control.AuditEntry;
import dev.weir.control.Cluster;
import dev.weir.control.Database;
import dev.weir.control.DatabaseUrl;
import dev.weir.control.Done;
import dev.weir.control.Environment;
import dev.weir.control.EnvironmentUpdate;
import dev.weir.control.Management;
import dev.weir.control.NewApiKey;
import dev.weir.control.NewEnvironment;
import dev.weir.control.Node;
import dev.weir.control.Page;
import dev.weir.control.PageRequest;
import dev.weir.control.PoolView;
import dev.weir.control.Project;
import dev.weir.control.Refusal;
import dev.weir.control.Region;
import dev.weir.control.Request;
import dev.weir.control.Result;
import dev.weir.events.ApiKeys;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentState;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.runtime.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Management over the store: every command one transaction, with its audit entry. */
public final class StoredManagement implements Management {
    private final Transactions transactions;
    private final RegionId region;
    private final Ids ids;
    private final Secret hashingSecret;
    private final EnvironmentWriter writer;
    private final FleetView view;

    /**
     * Management of a region.
     *
     * @param hashingSecret under which API keys are hashed, the nodes' own
     */
    public StoredManagement(
            Transactions transactions,
            RegionId region,
            Ids ids,
            Secret hashingSecret,
            EnvironmentWriter writer,
            FleetView view) {
        this.transactions = transactions;
        this.region = region;
        this.ids = ids;
        this.hashingSecret = hashingSecret;
        this.writer = writer;
        this.view = view;
    }

    private <T> Result<T> run(Transactions.Work<T> work) {
        try {
            return new Result.Ok<>(transactions.run(work));
        } catch (Refused e) {
            return new Result.Refused<>(e.refusal());
        }
    }

    @Override
    public Result<Project> createProject(Request request, String name) {
        return run(connection -> {
            var checked = Checks.name(name);
            var once = Once.of(connection, request, "project.create", checked);
            if (once.earlier() != null) {
                return oneProject(connection, new ProjectId(once.earlier()));
            }
            var id = new ProjectId(ids.next('p'));
            Sql.update(
                    connection,
                    "INSERT INTO project (id, name) VALUES (?, ?)",
                    id.value(),
                    checked);
            once.done(id.value());
            Audit.add(connection, request, "project.create", id, "name=" + checked);
            return oneProject(connection, id);
        });
    }

    @Override
    public Result<Project> project(ProjectId id) {
        return run(connection -> oneProject(connection, id));
    }

    @Override
    public Result<Page<Project>> projects(PageRequest page) {
        return run(connection ->
                Pages.oldestFirst(
                        connection,
                        Rows::project,
                        page,
                        "SELECT * FROM project WHERE NOT deleted",
                        "ordinal"));
    }

    @Override
    public Result<Done> deleteProject(Request request, ProjectId id, long version) {
        return run(connection -> {
            var project = oneProject(connection, id);
            if (project.version() != version) {
                throw new Refused(new Refusal.Stale(project.version()));
            }
            boolean used =
                    Sql.first(
                                    connection,
                                    row -> row.getInt(1),
                                    "SELECT 1 FROM environment WHERE project = ?"
                                            + " AND state <> 'DELETED' LIMIT 1",
                                    id.value())
                            .isPresent();
            if (used) throw Refused.conflict("the project still has environments");
            Sql.update(connection, "UPDATE project SET deleted = true WHERE id = ?", id.value());
            Audit.add(connection, request, "project.delete", id, "");
            return Done.DONE;
        });
    }

    @Override
    public Result<Environment> createEnvironment(Request request, NewEnvironment environment) {
        return run(connection -> writer.create(connection, request, environment));
    }

    @Override
    public Result<Environment> environment(EnvironmentId id) {
        return run(connection -> EnvironmentWriter.one(connection, id));
    }

    @Override
    public Result<Page<Environment>> environments(PageRequest page) {
        return run(connection ->
                Pages.oldestFirst(
                        connection,
                        Rows::environment,
                        page,
                        Rows.ENVIRONMENTS + " WHERE e.state <> 'DELETED'",
                        "e.ordinal"));
    }

    @Override
    public Result<Page<Environment>> environments(ProjectId project, PageRequest page) {
        return run(connection -> {
            oneProject(connection, project);
            return Pages.oldestFirst(
                    connection,
                    Rows::environment,
                    page,
                    Rows.ENVIRONMENTS + " WHERE e.state <> 'DELETED' AND e.project = ?",
                    "e.ordinal",
                    project.value());
        });
    }

    @Override
    public Result<Environment> updateEnvironment(
            Request request, EnvironmentId id, long version, EnvironmentUpdate update) {
        return run(connection -> writer.update(connection, request, id, version, update));
    }

    @Override
    public Result<Environment> rotateUrl(
            Request request, EnvironmentId id, long version, DatabaseUrl url) {
        return run(connection -> writer.rotate(connection, request, id, version, url));
    }

    @Override
    public Result<Environment> setState(
            Request request, EnvironmentId id, long version, EnvironmentState state) {
        return run(connection -> writer.setState(connection, request, id, version, state));
    }

    @Override
    public Result<Done> deleteEnvironment(Request request, EnvironmentId id, long version) {
        return run(connection -> writer.delete(connection, request, id, version));
    }

    @Override
    public Result<NewApiKey> createApiKey(Request request, EnvironmentId environment, String name) {
        return run(connection -> {
            var checked = Checks.name(name);
            var once = Once.of(connection, request, "api-key.create", environment + checked);
            if (once.earlier() != null) {
                throw Refused.conflict(
                        "the key was made by an earlier request and is shown once only;"
                                + " revoke it and make another");
            }
            var id = ids.next('k');
            var text = ApiKeys.format(environment, id, ids.bytes(ApiKeys.SECRET_BYTES));
            var hash = ApiKeys.hash(EnvironmentWriter.bytes(hashingSecret), text);
            writer.changeKeys(
                    connection,
                    environment,
                    () ->
                            Sql.update(
                                    connection,
                                    "INSERT INTO api_key (id, environment, name, hash)"
                                            + " VALUES (?, ?, ?, ?)",
                                    id,
                                    environment.value(),
                                    checked,
                                    hash));
            once.done(id);
            Audit.add(connection, request, "api-key.create", id, "name=" + checked);
            return new NewApiKey(oneKey(connection, environment, id), new Secret(text));
        });
    }

    @Override
    public Result<Page<ApiKey>> apiKeys(EnvironmentId environment, PageRequest page) {
        return run(connection -> {
            EnvironmentWriter.one(connection, environment);
            return Pages.oldestFirst(
                    connection,
                    Rows::apiKey,
                    page,
                    "SELECT * FROM api_key WHERE environment = ? AND revoked_at IS NULL",
                    "ordinal",
                    environment.value());
        });
    }

    @Override
    public Result<Done> revokeApiKey(Request request, EnvironmentId environment, String key) {
        return run(connection -> {
            boolean known =
                    Sql.first(
                                    connection,
                                    row -> row.getInt(1),
                                    "SELECT 1 FROM api_key WHERE environment = ? AND id = ?",
                                    environment.value(),
                                    key)
                            .isPresent();
            if (!known) throw Refused.missing("api-key", key);
            writer.changeKeys(
                    connection,
                    environment,
                    () ->
                            Sql.update(
                                    connection,
                                    "UPDATE api_key SET revoked_at = now()"
                                            + " WHERE id = ? AND revoked_at IS NULL",
                                    key));
            Audit.add(connection, request, "api-key.revoke", key, "");
            return Done.DONE;
        });
    }

    @Override
    public Result<Database> database(DatabaseId id) {
        return run(connection -> EnvironmentWriter.database(connection, id));
    }

    @Override
    public Result<Page<Database>> databases(PageRequest page) {
        return run(connection ->
                Pages.oldestFirst(
                        connection,
                        Rows::database,
                        page,
                        "SELECT * FROM database_server WHERE true",
                        "ordinal"));
    }

    @Override
    public Result<Database> setDatabaseLimit(
            Request request, DatabaseId id, long revision, int limit, int reserve) {
        return run(
                connection -> writer.setLimit(connection, request, id, revision, limit, reserve));
    }

    @Override
    public List<Region> regions() {
        var clusters = new TreeMap<String, List<Node>>();
        clusters.putAll(
                nodes().stream().collect(Collectors.groupingBy(node -> node.cluster().value())));
        return List.of(
                new Region(
                        region,
                        clusters.entrySet().stream().map(StoredManagement::cluster).toList()));
    }

    private static Cluster cluster(Map.Entry<String, List<Node>> nodes) {
        int live =
                (int)
                        nodes.getValue().stream()
                                .filter(node -> node.health() != Node.Health.SUSPECT)
                                .count();
        return new Cluster(new ClusterId(nodes.getKey()), nodes.getValue().size(), live);
    }

    @Override
    public List<Node> nodes() {
        return transactions.run(view::nodes);
    }

    @Override
    public Result<Node> node(NodeId id) {
        return nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .<Result<Node>>map(Result.Ok::new)
                .orElseGet(() -> new Result.Refused<>(new Refusal.NotFound("node", id.value())));
    }

    @Override
    public Result<Done> declareEnded(Request request, NodeLife life) {
        return run(connection -> {
            var known =
                    view.nodes(connection).stream()
                            .filter(each -> each.id().equals(life.node()))
                            .findFirst()
                            .orElseThrow(() -> Refused.missing("node", life.node()));
            boolean newest = known.incarnation().equals(life.incarnation());
            if (newest && known.health() != Node.Health.SUSPECT) {
                throw Refused.conflict("this life of the node is heard: stop the process first");
            }
            if (!newest && !Lives.isReplaced(connection, life)) {
                throw Refused.missing("node", life);
            }
            Lives.end(connection, life);
            Audit.add(
                    connection,
                    request,
                    "node.declare-ended",
                    life.node(),
                    "life=" + life.incarnation());
            return Done.DONE;
        });
    }

    @Override
    public Result<List<PoolView>> pools(EnvironmentId environment) {
        return run(connection -> {
            EnvironmentWriter.one(connection, environment);
            return view.pools(connection).stream()
                    .filter(pool -> pool.environment().equals(environment))
                    .toList();
        });
    }

    @Override
    public List<PoolView> pools() {
        return transactions.run(view::pools);
    }

    @Override
    public Result<Page<AuditEntry>> audit(PageRequest page) {
        return run(connection ->
                Pages.newestFirst(
                        connection, Rows::audit, page, "SELECT * FROM audit_log WHERE true", "id"));
    }

    private static Project oneProject(Connection connection, ProjectId id) throws SQLException {
        return Sql.first(
                        connection,
                        Rows::project,
                        "SELECT * FROM project WHERE id = ? AND NOT deleted FOR SHARE",
                        id.value())
                .orElseThrow(() -> Refused.missing("project", id));
    }

    private static ApiKey oneKey(Connection connection, EnvironmentId environment, String id)
            throws SQLException {
        return Sql.first(
                        connection,
                        Rows::apiKey,
                        "SELECT * FROM api_key WHERE environment = ? AND id = ?",
                        environment.value(),
                        id)
                .orElseThrow(() -> Refused.missing("api-key", id));
    }
}
