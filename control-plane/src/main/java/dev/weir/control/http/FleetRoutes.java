package dev.weir.control.http;

import dev.weir.control.Management;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Request;

/** Databases, regions, nodes, pools, and what was done by whom. */
final class FleetRoutes {
    private final Management management;

    FleetRoutes(Management management) {
        this.management = management;
    }

    void addTo(JsonApi.Builder api) {
        api.get("/v1/databases", Roles.READ, Asking.storing(this::databases))
                .get("/v1/databases/{database}", Roles.READ, Asking.storing(this::database))
                .put(
                        "/v1/databases/{database}/limit",
                        Roles.ADMINISTER,
                        Asking.storing(this::setLimit))
                .get("/v1/regions", Roles.READ, Asking.storing(_ -> regions()))
                .get("/v1/nodes", Roles.READ, Asking.storing(_ -> nodes()))
                .get("/v1/nodes/{node}", Roles.READ, Asking.storing(this::node))
                .post(
                        "/v1/nodes/{node}/declare-ended",
                        Roles.ADMINISTER,
                        Asking.storing(this::declareEnded))
                .get("/v1/pools", Roles.READ, Asking.storing(_ -> pools()))
                .get("/v1/audit", Roles.AUDIT, Asking.storing(this::audit));
    }

    private Answer regions() {
        return Answer.ok(Shown.Items.of(management.regions(), Shown.Region::of));
    }

    private Answer nodes() {
        return Answer.ok(Shown.Items.of(management.nodes(), Shown.Node::of));
    }

    private Answer pools() {
        return Answer.ok(Shown.Items.of(management.pools(), Shown.Pool::of));
    }

    private Answer databases(Request request) {
        var page = Refusals.orThrow(management.databases(Asking.page(request)));
        return Answer.ok(Shown.Items.of(page, Shown.Database::of));
    }

    private Answer database(Request request) {
        var found = Refusals.orThrow(management.database(Asking.database(request)));
        return Asking.tagged(Answer.ok(Shown.Database.of(found)), found.revision());
    }

    private Answer setLimit(Request request) {
        var id = Asking.database(request);
        var asked = request.body(Asked.Limit.class);
        var present = Refusals.orThrow(management.database(id));
        var reserve = asked.reserve();
        long revision = Asking.version(request, present::revision);
        var changed =
                Refusals.orThrow(
                        management.setDatabaseLimit(
                                Asking.by(request),
                                id,
                                revision,
                                asked.limit(),
                                reserve == null ? present.reserve() : reserve));
        return Asking.tagged(Answer.ok(Shown.Database.of(changed)), changed.revision());
    }

    private Answer node(Request request) {
        var id = Asking.id("node", request.path("node"), NodeId::new);
        return Answer.ok(Shown.Node.of(Refusals.orThrow(management.node(id))));
    }

    private Answer declareEnded(Request request) {
        var node = Asking.id("node", request.path("node"), NodeId::new);
        var asked = request.body(Asked.EndedLife.class);
        var life = Asking.id("incarnation", asked.incarnation(), IncarnationId::new);
        Refusals.orThrow(management.declareEnded(Asking.by(request), new NodeLife(node, life)));
        return Answer.noContent();
    }

    private Answer audit(Request request) {
        var page = Refusals.orThrow(management.audit(Asking.page(request)));
        return Answer.ok(Shown.Items.of(page, Shown.Entry::of));
    }
}
