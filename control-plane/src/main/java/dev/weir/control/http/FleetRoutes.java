package dev.weir.control.http;

import dev.weir.control.management.EnvironmentRules;
import dev.weir.control.management.Management;
import dev.weir.control.management.PageRequest;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** Databases, regions, nodes, pools, and what was done by whom. */
final class FleetRoutes {
    private final Management management;
    private final EnvironmentRules rules;
    private final References references;

    FleetRoutes(Management management, EnvironmentRules rules) {
        this.rules = rules;
        this.management = management;
        this.references = new References(management);
    }

    void addTo(JsonApi.Builder api) {
        api.get("/v1/databases", Roles.READ, Params.whole(this::databases))
                .get("/v1/databases/{database}", Roles.READ, Params.whole(this::database))
                .delete(
                        "/v1/databases/{database}",
                        Roles.ADMINISTER,
                        Params.whole(this::deleteDatabase))
                .put(
                        "/v1/databases/{database}/limit",
                        Roles.ADMINISTER,
                        Params.whole(this::setLimit))
                .get("/v1/regions", Roles.READ, Params.storing(_ -> regions()))
                .get("/v1/nodes", Roles.READ, Params.whole(this::nodes))
                .get("/v1/nodes/{node}", Roles.READ, Params.whole(this::node))
                .post(
                        "/v1/nodes/{node}/declare-ended",
                        Roles.ADMINISTER,
                        Params.whole(this::declareEnded))
                .get("/v1/pools", Roles.READ, Params.whole(this::pools))
                .get("/v1/audit", Roles.AUDIT, Params.whole(this::audit));
    }

    private Answer regions() {
        return Answer.ok(Views.Items.of(management.nodes().regions(), Views.Region::of));
    }

    private Answer nodes(Request request) {
        var page = Params.page(request, PageRequest.MOST);
        var found = Refusals.orThrow(management.nodes().list(page));
        return Answer.ok(Views.Items.of(found, Views.Node::of));
    }

    private Answer pools(Request request) {
        var page = Params.page(request, PageRequest.MOST);
        var found = Refusals.orThrow(management.nodes().pools(page));
        return Answer.ok(Views.Items.of(found, Views.Pool::of));
    }

    private Answer databases(Request request) {
        var page = Refusals.orThrow(management.databases().list(Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Database::of));
    }

    private Answer database(Request request) {
        var found = references.database(request);
        return Params.tagged(Answer.ok(Views.Database.of(found)), found.revision());
    }

    private Answer setLimit(Request request) {
        var asked = request.body(Requests.Limit.class);
        var present = references.database(request);
        var reserve = asked.reserve();
        Params.databaseLimit("limit", asked.limit(), rules);
        long revision = Params.version(request, present::revision);
        var changed =
                Refusals.orThrow(
                        management
                                .databases()
                                .setLimit(
                                        Params.by(request),
                                        present.id(),
                                        revision,
                                        asked.limit(),
                                        reserve == null ? present.reserve() : reserve));
        return Params.tagged(Answer.ok(Views.Database.of(changed)), changed.revision());
    }

    private Answer deleteDatabase(Request request) {
        var present = references.database(request);
        long revision = Params.version(request, present::revision);
        Refusals.orThrow(management.databases().delete(Params.by(request), present.id(), revision));
        return Answer.noContent();
    }

    private Answer node(Request request) {
        var id = Params.id("node", request.path("node"), NodeId::new);
        return Answer.ok(Views.Node.of(Refusals.orThrow(management.nodes().find(id))));
    }

    private Answer declareEnded(Request request) {
        var node = Params.id("node", request.path("node"), NodeId::new);
        var asked = request.body(Requests.EndedLife.class);
        var life = Params.id("incarnation", asked.incarnation(), IncarnationId::new);
        Refusals.orThrow(
                management.nodes().declareEnded(Params.by(request), new NodeLife(node, life)));
        return Answer.noContent();
    }

    private Answer audit(Request request) {
        var page = Refusals.orThrow(management.audit().list(Params.page(request)));
        return Answer.ok(Views.Items.of(page, Views.Entry::of));
    }
}
