package dev.weir.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.control.RunningControlPlane;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.runtime.Health;
import dev.weir.testing.OpenApiContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The management API over HTTP, every exchange held to the document that it serves. */
class ManagementApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "postgresql://ada:s3cret@db.example:5432/shop";

    private final RunningControlPlane control = new RunningControlPlane();
    private final HttpClient client = HttpClient.newHttpClient();
    private OpenApiContract contract;
    private String token = RunningControlPlane.ADMIN;
    private Map<String, String> headers = Map.of();

    @BeforeEach
    void start() throws Exception {
        control.start();
        var document =
                client.send(
                        HttpRequest.newBuilder(uri("/openapi.json")).build(),
                        BodyHandlers.ofByteArray());
        contract = new OpenApiContract(document.body());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        control.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + control.port() + path);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body)
            throws Exception {
        var request =
                HttpRequest.newBuilder(uri(path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!token.isEmpty()) request.header("authorization", "Bearer " + token);
        headers.forEach(request::header);
        var answer = client.send(request.build(), BodyHandlers.ofString());
        contract.check(method, path, body, answer);
        return answer;
    }

    private JsonNode ask(int status, String method, String path, @Nullable String body)
            throws Exception {
        var answer = send(method, path, body == null ? null : body.replace('\'', '"'));
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(status);
        return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
    }

    private String made(String path, String body) throws Exception {
        return ask(201, "POST", path, body).path("id").asText();
    }

    private void heartbeat() {
        control.say(
                new NodeHeartbeat(
                        new NodeLife(new NodeId("a1"), new IncarnationId("life1")),
                        RunningControlPlane.REGION,
                        new ClusterId("a"),
                        "http://127.0.0.1:4466",
                        1,
                        0,
                        100,
                        false,
                        List.of()));
    }

    @Test
    void describesEveryRouteAndNothingElse() {
        var api =
                ManagementApi.of(
                        control.management(), EnvironmentSettings.DEFAULTS, _ -> Optional.empty());

        assertThat(contract.operations()).isEqualTo(api.routes());
    }

    @Test
    void answersAsDescribedOnEveryRoute() throws Exception {
        ask(200, "GET", "/openapi.json", null);
        heartbeat();
        var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (ask(200, "GET", "/v1/nodes", null).path("items").isEmpty()) {
            assertThat(System.nanoTime()).as("time is left").isLessThan(end);
        }
        ask(200, "GET", "/v1/nodes/a1", null);
        ask(200, "GET", "/v1/regions", null);

        var project = made("/v1/projects", "{'name':'shop'}");
        ask(200, "GET", "/v1/projects?limit=1", null);
        ask(200, "GET", "/v1/projects/" + project, null);
        var environment =
                made(
                        "/v1/environments",
                        ("{'project':'%s','name':'production','databaseUrl':'%s','databaseLimit':9,"
                                        + "'connectionLimit':5,'settings':{'idleTimeout':'PT1M'}}")
                                .formatted(project, URL));
        var one = "/v1/environments/" + environment;
        var shown = ask(200, "GET", one, null);
        assertThat(shown.toString()).doesNotContain("s3cret");
        assertThat(shown.at("/settings/idleTimeout").asText()).isEqualTo("PT1M");
        ask(200, "GET", "/v1/environments", null);
        ask(200, "GET", "/v1/projects/" + project + "/environments", null);
        ask(200, "PUT", one, "{'name':'live','connectionLimit':4}");
        ask(200, "PUT", one + "/database-url", "{'databaseUrl':'" + URL + "2'}");
        ask(200, "PUT", one + "/state", "{'state':'suspended'}");
        ask(200, "PUT", one + "/state", "{'state':'active'}");

        var key = ask(201, "POST", one + "/keys", "{'name':'web'}");
        assertThat(key.path("key").asText()).startsWith("weir_");
        var keys = ask(200, "GET", one + "/keys", null);
        assertThat(keys.at("/items/0").has("key")).as("shown once").isFalse();
        ask(204, "DELETE", one + "/keys/" + key.path("id").asText(), null);

        var pools = ask(200, "GET", one + "/pools", null);
        assertThat(pools.path("items")).hasSize(1);
        ask(200, "GET", "/v1/pools", null);
        var found = ask(200, "GET", "/v1/databases", null).at("/items/0/id").asText();
        ask(200, "GET", "/v1/databases/" + found, null);
        ask(200, "PUT", "/v1/databases/" + found + "/limit", "{'limit':12,'reserve':1}");
        ask(204, "DELETE", one, null);
        ask(204, "DELETE", "/v1/projects/" + project, null);
        var health = "";
        while (!health.equals("suspect")) {
            assertThat(System.nanoTime()).as("time is left").isLessThan(end);
            health = ask(200, "GET", "/v1/nodes/a1", null).path("health").asText();
        }
        ask(204, "POST", "/v1/nodes/a1/declare-ended", "{'incarnation':'life1'}");
        assertThat(ask(200, "GET", "/v1/audit?limit=200", null).path("items")).isNotEmpty();

        assertThat(contract.untried()).isEmpty();
    }

    @Test
    void refusesAsDescribed() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var asked =
                "{'project':'%s','name':'production','databaseUrl':'%s','databaseLimit':9}"
                        .formatted(project, URL);
        var one = "/v1/environments/" + made("/v1/environments", asked);

        assertThat(ask(409, "POST", "/v1/environments", asked).path("code").asText())
                .isEqualTo("conflict");
        ask(404, "GET", "/v1/projects/nobody", null);
        ask(404, "GET", "/v1/nodes/nobody", null);
        ask(404, "POST", "/v1/nodes/nobody/declare-ended", "{'incarnation':'life1'}");
        ask(404, "GET", "/v1/nothing", null);
        ask(405, "PATCH", "/v1/projects", "{}");
        ask(400, "GET", "/v1/projects?limit=many", null);
        ask(400, "GET", "/v1/projects?after=!", null);
        ask(400, "POST", "/v1/projects", "{'name':");
        ask(400, "POST", "/v1/projects", "{}");
        ask(400, "POST", "/v1/projects", "{'name':'x','colour':'red'}");
        ask(400, "PUT", one + "/state", "{'state':'asleep'}");
        var url =
                ask(400, "PUT", one + "/database-url", "{'databaseUrl':'mysql://ada:s3cret@db/x'}");
        assertThat(url.toString()).doesNotContain("s3cret");
        assertThat(ask(422, "PUT", one, "{'name':'x','connectionLimit':10}").path("code").asText())
                .isEqualTo("limit-out-of-range");
        headers = Map.of("if-match", "\"999\"");
        assertThat(ask(412, "DELETE", one, null).path("code").asText()).isEqualTo("stale");
        headers = Map.of();
        ask(409, "DELETE", "/v1/projects/" + project, null);
    }

    @Test
    void isReadyWhenItHasAllItNeedsAndSaysWhatIsMissing() throws Exception {
        var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!control.health.ready().up()) {
            assertThat(System.nanoTime()).as(control.health.ready().toString()).isLessThan(end);
            Thread.onSpinWait();
        }
        assertThat(control.health.ready().checks())
                .containsOnlyKeys("controller", "database", "event-log", "partitions");

        control.stop();

        assertThat(control.health.ready().up()).isFalse();
        assertThat(control.health.ready().checks().get("controller"))
                .isEqualTo(Health.State.down("does not decide"));
    }

    @Test
    void letsInWhoMay() throws Exception {
        token = RunningControlPlane.DEVELOPER;
        ask(403, "POST", "/v1/projects", "{'name':'shop'}");
        ask(403, "GET", "/v1/audit", null);
        ask(200, "GET", "/v1/projects", null);
        token = "not-a-token-of-anybody";
        ask(401, "GET", "/v1/projects", null);
        token = "";
        ask(401, "GET", "/v1/projects", null);
        ask(200, "GET", "/openapi.json", null);
    }

    @Test
    void aCreationRepeatedUnderItsKeyGivesTheSame() throws Exception {
        headers = Map.of("idempotency-key", "once");

        var first = ask(201, "POST", "/v1/projects", "{'name':'shop'}");

        assertThat(ask(201, "POST", "/v1/projects", "{'name':'shop'}")).isEqualTo(first);
    }
}
