package dev.weir.control.store;

import dev.weir.control.management.Cluster;
import dev.weir.control.management.Done;
import dev.weir.control.management.Node;
import dev.weir.control.management.Nodes;
import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.PoolView;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Region;
import dev.weir.control.management.Request;
import dev.weir.control.management.Result;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Nodes and their pools: what is stored, with what was heard last. */
public final class NodeStore implements Nodes {
    private final Transactions transactions;
    private final RegionId region;
    private final FleetView view;

    /** A store over a migrated schema. */
    public NodeStore(Transactions transactions, RegionId region, FleetView view) {
        this.transactions = transactions;
        this.region = region;
        this.view = view;
    }

    @Override
    public List<Region> regions() {
        var clusters = new TreeMap<String, List<Node>>();
        clusters.putAll(
                list().stream().collect(Collectors.groupingBy(node -> node.cluster().value())));
        return List.of(
                new Region(region, clusters.entrySet().stream().map(NodeStore::cluster).toList()));
    }

    private static Cluster cluster(Map.Entry<String, List<Node>> nodes) {
        long live =
                nodes.getValue().stream()
                        .filter(node -> node.health() != Node.Health.SUSPECT)
                        .count();
        return new Cluster(new ClusterId(nodes.getKey()), nodes.getValue().size(), (int) live);
    }

    @Override
    public List<Node> list() {
        return transactions.run(view::nodes);
    }

    @Override
    public Result<Page<Node>> list(PageRequest page) {
        var after = page.after();
        var rest =
                list().stream()
                        .sorted(Comparator.comparing(NodeStore::place))
                        .filter(node -> after == null || place(node).compareTo(after) > 0)
                        .limit(page.limit() + 1L)
                        .toList();
        boolean more = rest.size() > page.limit();
        var shown = more ? rest.subList(0, page.limit()) : rest;
        return new Result.Ok<>(new Page<>(shown, more ? place(shown.getLast()) : null));
    }

    /** Where a node stands in the list; an exclamation mark sorts before all that ids have. */
    private static String place(Node node) {
        return node.region() + "!" + node.cluster() + "!" + node.id();
    }

    @Override
    public Result<Node> find(NodeId id) {
        return list().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .<Result<Node>>map(Result.Ok::new)
                .orElseGet(() -> new Result.Refused<>(new Refusal.NotFound("node", id.value())));
    }

    @Override
    public Result<Done> declareEnded(Request request, NodeLife life) {
        return Results.of(
                transactions,
                connection -> {
                    var known =
                            view.nodes(connection).stream()
                                    .filter(each -> each.id().equals(life.node()))
                                    .findFirst()
                                    .orElseThrow(() -> Refused.missing("node", life.node()));
                    boolean newest = known.incarnation().equals(life.incarnation());
                    if (newest && known.health() != Node.Health.SUSPECT) {
                        throw Refused.conflict(
                                "this life of the node is heard: stop the process first");
                    }
                    if (!newest && !Incarnations.isReplaced(connection, life)) {
                        throw Refused.missing("node", life);
                    }
                    Incarnations.end(connection, life);
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
        return Results.of(
                transactions,
                connection -> {
                    EnvironmentRows.one(connection, environment);
                    return view.pools(connection, environment);
                });
    }

    @Override
    public Result<Page<PoolView>> pools(PageRequest page) {
        return Results.of(transactions, connection -> view.pools(connection, page));
    }
}
