package dev.weir.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.runtime.Health;
import dev.weir.runtime.Health.State;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final AdminServer server = new AdminServer(vertx, "127.0.0.1", 0, health, metrics);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(Duration.ofSeconds(5));
        metrics.close();
        vertx.close().await();
    }

    @Test
    void tellsTheStateOfEachCheck() throws Exception {
        health.live("event-loop", () -> State.UP);
        health.ready("log", () -> State.down("no broker answered for 12 s"));
        health.ready(
                "broken",
                () -> {
                    throw new IllegalStateException("password=hunter2");
                });

        var live = get("/health/live");
        var ready = get("/health/ready");

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body())
                .isEqualTo(
                        "{\"status\":\"up\",\"checks\":{\"event-loop\":"
                                + "{\"detail\":\"up\",\"status\":\"up\"}}}");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .contains("no broker answered for 12 s")
                .contains("event-loop")
                .contains("check failed: IllegalStateException")
                .doesNotContain("hunter2");
    }

    @Test
    void isReadyOnceTheChecksAre() throws Exception {
        health.ready("log", () -> State.UP);

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void answersMetricsOfTheProcessInPrometheusFormat() throws Exception {
        metrics.registry().counter("weir.test.things").increment(3);

        var response = get("/metrics");

        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("text/plain");
        assertThat(response.body())
                .contains("weir_test_things_total 3.0")
                .contains("jvm_memory_used_bytes")
                .contains("process_uptime_seconds");
    }

    @Test
    void answersNothingElse() throws Exception {
        var response = get("/");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
    }

    private HttpResponse<String> get(String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
