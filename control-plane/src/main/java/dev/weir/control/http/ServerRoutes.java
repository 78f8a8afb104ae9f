package dev.weir.control.http;

import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;

/** The installation that serves this API. */
final class ServerRoutes {
    private final Server server;

    ServerRoutes(Server server) {
        this.server = server;
    }

    void addTo(JsonApi.Builder api) {
        api.get("/v1/server", Roles.READ, _ -> Answer.ok(Views.Installation.of(server)));
    }
}
