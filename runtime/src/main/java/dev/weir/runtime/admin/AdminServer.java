package dev.weir.runtime.admin;

import dev.weir.runtime.Health;
import dev.weir.runtime.Part;
import dev.weir.runtime.http.Access;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.JsonApiServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers {@code GET /health/live}, {@code /health/ready} (200, or 503 with what is down) and
 * {@code /metrics}. It asks for no token: it is to listen where only operators can reach it.
 */
public final class AdminServer implements Part {
    private static final int MOST_AT_ONCE = 16;

    private final JsonApiServer server;

    /** A server that is not started yet; port 0 lets the system choose. */
    public AdminServer(Vertx vertx, String host, int port, Health health, Metrics metrics) {
        var api =
                JsonApi.named("admin")
                        .get("/health/live", Access.PUBLIC, _ -> answer(health.live()))
                        .get("/health/ready", Access.PUBLIC, _ -> answer(health.ready()))
                        .get("/metrics", Access.PUBLIC, _ -> metrics(metrics))
                        .build();
        var options =
                JsonApiServer.Options.on(host, port)
                        .withTimeout(Duration.ofSeconds(10))
                        .withMaxBodyBytes(1 << 10)
                        .withMaxConcurrent(MOST_AT_ONCE);
        server = new JsonApiServer(vertx, api, options, metrics.registry());
    }

    @Override
    public void start() throws Exception {
        server.start();
    }

    /** The port it listens on, once started. */
    public int port() {
        return server.port();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        server.stop(deadline);
    }

    private static Answer answer(Health.Report report) {
        var checks = new TreeMap<String, Object>();
        report.checks()
                .forEach((name, state) ->
                        checks.put(
                                name,
                                new TreeMap<>(
                                        Map.of(
                                                "status", word(state.up()),
                                                "detail", state.detail()))));
        var body = new LinkedHashMap<String, Object>();
        body.put("status", word(report.up()));
        body.put("checks", checks);
        return Answer.json(report.up() ? 200 : 503, body);
    }

    private static Answer metrics(Metrics metrics) {
        return Answer.text(200, "text/plain; version=0.0.4", metrics.scrape());
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
