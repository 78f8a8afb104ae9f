package dev.weir.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.control.RunningControlPlane;
import dev.weir.control.management.EnvironmentRules;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Service tokens, and many environments in one request. */
class ServiceTokenTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "postgresql://ada:s3cret@db.example:5432/shop";
    private static final String BROUGHT = "brought-by-its-caller-0123456789";

    private final RunningControlPlane control = new RunningControlPlane();
    private final HttpClient client = HttpClient.newHttpClient();
    private Map<String, String> headers = Map.of();
    private String token = RunningControlPlane.ADMIN;

    @BeforeEach
    void start() throws Exception {
        control.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        control.close();
    }

    private record Answered(int status, JsonNode body) {}

    private Answered send(String method, String path, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.port() + path))
                        .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                        .header("authorization", "Bearer " + token);
        headers.forEach(request::header);
        var answer = client.send(request.build(), BodyHandlers.ofString());
        return new Answered(
                answer.statusCode(),
                JSON.readTree(answer.body().isEmpty() ? "null" : answer.body()));
    }

    private JsonNode ask(int status, String method, String path, String body) throws Exception {
        var answer = send(method, path, body);
        assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
        return answer.body();
    }

    private JsonNode made(String path, String body) throws Exception {
        return ask(201, "POST", path, body);
    }

    private void as(String text) {
        token = text;
    }

    @Test
    void opensWhatItsRolesPermitUntilItIsRevoked() throws Exception {
        var made = made("/v1/tokens", "{'name':'ci','roles':['developer']}");
        var id = made.path("id").asText();

        as(made.path("token").asText());
        ask(200, "GET", "/v1/projects", "");
        ask(403, "POST", "/v1/projects", "{'name':'shop'}");
        ask(403, "GET", "/v1/tokens", "");

        as(RunningControlPlane.ADMIN);
        var shown = ask(200, "GET", "/v1/tokens/ci", "");
        assertThat(shown.has("token")).isFalse();
        assertThat(shown.path("lastUsedAt").isNull()).isFalse();
        assertThat(shown.path("createdBy").asText()).isEqualTo("anna");
        ask(409, "POST", "/v1/tokens", "{'name':'ci','roles':['admin']}");
        ask(204, "DELETE", "/v1/tokens/" + id, "");

        as(made.path("token").asText());
        ask(401, "GET", "/v1/projects", "");
    }

    @Test
    void isNamedInTheAuditLog() throws Exception {
        as(made("/v1/tokens", "{'name':'terraform','roles':['admin']}").path("token").asText());

        made("/v1/projects", "{'name':'shop'}");

        assertThat(ask(200, "GET", "/v1/audit", "").at("/items/0/actor").asText())
                .isEqualTo("terraform");
    }

    @Test
    void mayBeBroughtByItsCallerAndChangedInPlace() throws Exception {
        var body = "{'name':'ci','roles':['auditor'],'token':'" + BROUGHT + "','tokenVersion':1}";
        headers = Map.of("idempotency-key", "once");
        var made = made("/v1/tokens", body);
        assertThat(made("/v1/tokens", body)).isEqualTo(made);
        headers = Map.of();
        assertThat(made.path("token").asText()).isEqualTo(BROUGHT);
        ask(409, "POST", "/v1/tokens", body.replace("'ci'", "'other'"));
        ask(400, "POST", "/v1/tokens", "{'name':'x','roles':['auditor'],'token':'short'}");
        ask(400, "POST", "/v1/tokens", "{'name':'x','roles':['king']}");

        var other = BROUGHT.replace("brought", "another");
        var changed =
                ask(
                        200,
                        "PUT",
                        "/v1/tokens/ci",
                        "{'name':'ci','roles':['auditor'],'token':'"
                                + other
                                + "','tokenVersion':2}");
        assertThat(changed.path("tokenVersion").asLong()).isEqualTo(2);

        as(BROUGHT);
        ask(401, "GET", "/v1/projects", "");
        as(other);
        ask(200, "GET", "/v1/audit", "");
    }

    @Test
    void opensNothingAfterItsEnd() throws Exception {
        var end = Instant.now().plusSeconds(1);
        var body = "{'name':'ci','roles':['admin'],'expiresAt':'%s'}".formatted(end);
        as(made("/v1/tokens", body).path("token").asText());

        var patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (send("GET", "/v1/projects", "").status() != 401) {
            assertThat(System.nanoTime()).as("time is left").isLessThan(patience);
        }
        assertThat(Instant.now()).isAfter(end);
    }

    private String environment(String project, String name) throws Exception {
        return made(
                        "/v1/environments",
                        "{'project':'%s','name':'%s','databaseUrl':'%s'}"
                                .formatted(project, name, URL))
                .path("id")
                .asText();
    }

    @Test
    void oneOfAProjectSeesNothingElse() throws Exception {
        var own = made("/v1/projects", "{'name':'own'}").path("id").asText();
        made("/v1/projects", "{'name':'other'}");
        var ours = environment("own", "production");
        var theirs = environment("other", "production");
        as(
                made("/v1/tokens", "{'name':'ci','roles':['admin'],'projects':['own']}")
                        .path("token")
                        .asText());

        assertThat(ask(200, "GET", "/v1/projects", "").path("items")).hasSize(1);
        assertThat(ask(200, "GET", "/v1/environments", "").path("items")).hasSize(1);
        ask(200, "GET", "/v1/environments/" + ours, "");
        ask(200, "GET", "/v1/projects/own/environments", "");
        ask(200, "GET", "/v1/server", "");
        environment(own, "staging");
        for (var path : new String[] {theirs, "other%2Fproduction"}) {
            ask(404, "GET", "/v1/environments/" + path, "");
            ask(404, "DELETE", "/v1/environments/" + path, "");
            ask(404, "GET", "/v1/environments/" + path + "/keys", "");
        }
        ask(404, "GET", "/v1/projects/other", "");
        var batch =
                ask(
                        200,
                        "POST",
                        "/v1/environments:batch-delete",
                        "{'environments':['" + theirs + "']}");
        assertThat(batch.at("/results/0/status").asInt()).isEqualTo(404);
    }

    /** A route that is added and forgets the limits of tokens fails here. */
    @Test
    void oneOfAProjectIsRefusedOnEveryRouteThatIsNotAProjects() throws Exception {
        made("/v1/projects", "{'name':'own'}");
        made("/v1/projects", "{'name':'other'}");
        environment("other", "production");
        as(
                made("/v1/tokens", "{'name':'ci','roles':['admin'],'projects':['own']}")
                        .path("token")
                        .asText());
        var api =
                ManagementApi.of(
                        control.management(),
                        new Server("1", null, RunningControlPlane.REGION),
                        EnvironmentRules.DEFAULTS,
                        _ -> Optional.empty());

        var served = new TreeMap<String, Integer>();
        for (var route : api.routes()) {
            var path =
                    route.substring(route.indexOf(' ') + 1)
                            .replace("{project}", "other")
                            .replace("{environment}", "other%2Fproduction")
                            .replaceAll("\\{[a-z]+}", "x");
            var status = send(route.substring(0, route.indexOf(' ')), path, body(route)).status();
            if (status != 403 && status != 404) served.put(route, status);
        }

        assertThat(served.keySet())
                .containsExactly(
                        "GET /openapi.json",
                        "GET /v1/environments",
                        "GET /v1/projects",
                        "GET /v1/regions",
                        "GET /v1/server",
                        "POST /v1/environments:batch",
                        "POST /v1/environments:batch-delete");
    }

    private static String body(String route) {
        return switch (route.substring(route.indexOf("/v1/") + 4)) {
            case "environments" -> "{'project':'other','name':'x','databaseUrl':'" + URL + "'}";
            case "environments/{environment}/database-url" -> "{'databaseUrl':'" + URL + "'}";
            case "environments/{environment}/state" -> "{'state':'active'}";
            default -> "{'name':'x'}";
        };
    }

    @Test
    void makesAndDeletesManyEnvironmentsEachByItself() throws Exception {
        made("/v1/projects", "{'name':'shop'}");
        var parts = new ArrayList<String>();
        for (var name : new String[] {"a", "b", "a"}) {
            parts.add("{'project':'shop','name':'" + name + "','databaseUrl':'" + URL + "'}");
        }
        parts.add("{'project':'nobody','name':'c','databaseUrl':'" + URL + "'}");
        var body = "{'environments':[" + String.join(",", parts) + "]}";

        headers = Map.of("idempotency-key", "import-1");
        var results = ask(200, "POST", "/v1/environments:batch", body).path("results");

        assertThat(results.findValuesAsText("status")).contains("201", "201", "409", "404");
        assertThat(results.at("/2/problem/code").asText()).isEqualTo("name-taken");
        assertThat(results.toString()).doesNotContain("s3cret");
        var again = ask(200, "POST", "/v1/environments:batch", body).path("results");
        assertThat(again).isEqualTo(results);
        headers = Map.of();
        var deleted =
                ask(
                                200,
                                "POST",
                                "/v1/environments:batch-delete",
                                "{'environments':['shop/a','shop/b','shop/c']}")
                        .path("results");
        assertThat(deleted.at("/0/status").asInt()).isEqualTo(204);
        assertThat(deleted.at("/2/status").asInt()).isEqualTo(404);
        assertThat(ask(200, "GET", "/v1/environments", "").path("items")).isEmpty();
        ask(400, "POST", "/v1/environments:batch", "{'environments':[]}");
    }
}
