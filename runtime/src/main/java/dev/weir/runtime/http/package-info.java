/**
 * Small JSON APIs over HTTP, for callers that are people, scripts and other programs, not
 * applications under load. Handlers run on virtual threads and may block.
 *
 * <pre>{@code
 * var api = JsonApi.named("control")
 *         .authenticatedBy(token -> directory.callerOf(token))        // Optional<Caller>
 *         .get("/v1/projects/{project}", Access.roles("admin", "developer"),
 *                 request -> Answer.ok(projects.find(request.path("project"))))
 *         .post("/v1/projects", Access.roles("admin"), request -> {
 *             var wanted = request.body(NewProject.class);           // 400 with the field's name
 *             return Answer.created("/v1/projects/" + id, projects.create(wanted));
 *         })
 *         .get("/openapi.json", Access.PUBLIC, _ -> Answer.bytes(200, "application/json", document))
 *         .build();
 * Part server = new JsonApiServer(vertx, api, JsonApiServer.Options.on("127.0.0.1", 8080), meters);
 * }</pre>
 *
 * <p>What goes wrong is a {@link dev.weir.runtime.http.Problem}, answered as RFC 9457
 * application/problem+json: handlers throw {@code problem.toException()}. Anything else that they
 * throw is logged and answered as a bare 500.
 */
@NullMarked
package dev.weir.runtime.http;

import org.jspecify.annotations.NullMarked;
