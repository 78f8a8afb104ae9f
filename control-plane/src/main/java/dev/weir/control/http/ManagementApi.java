package dev.weir.control.http;

import dev.weir.control.management.EnvironmentRules;
import dev.weir.control.management.Management;
import dev.weir.runtime.http.Access;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.Authenticator;
import dev.weir.runtime.http.JsonApi;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The routes of the management API. Reading asks for any role, changing for {@code admin}, or
 * {@code developer} where an application's own environment is concerned. What changes a thing takes
 * its etag in If-Match; without one the newest version is meant. What makes a thing takes an
 * Idempotency-Key.
 */
public final class ManagementApi {
    private ManagementApi() {}

    /**
     * The API over a {@link Management}.
     *
     * @param server the installation, as callers see it
     * @param rules what the operator allows environments
     */
    public static JsonApi of(
            Management management,
            Server server,
            EnvironmentRules rules,
            Authenticator authenticator) {
        var api = JsonApi.named("management").authenticatedBy(authenticator);
        new ProjectRoutes(management).addTo(api);
        var environments = new EnvironmentRoutes(management, rules);
        environments.addTo(api);
        new BatchRoutes(management, environments).addTo(api);
        new KeyRoutes(management).addTo(api);
        new FleetRoutes(management, rules).addTo(api);
        new TokenRoutes(management).addTo(api);
        new ServerRoutes(server).addTo(api);
        var document = document();
        return api.get(
                        "/openapi.json",
                        Access.PUBLIC,
                        _ -> Answer.bytes(200, "application/json", document))
                .build();
    }

    private static byte[] document() {
        try (var in = ManagementApi.class.getResourceAsStream("openapi.json")) {
            if (in == null) throw new IllegalStateException("openapi.json is not in the jar");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
