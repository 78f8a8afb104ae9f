package dev.weir.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.control.RunningControlPlane;
import dev.weir.control.management.EnvironmentRules;
import dev.weir.events.ApiKeys;
import dev.weir.events.ClusterId;
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
import java.time.Instant;
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
                        control.management(),
                        new Server("1", null, RunningControlPlane.REGION),
                        EnvironmentRules.DEFAULTS,
                        _ -> Optional.empty());

        assertThat(contract.operations()).isEqualTo(api.routes());
    }

    @Test
    void answersAsDescribedOnEveryRoute() throws Exception {
        ask(200, "GET", "/openapi.json", null);
        var unused = environment(made("/v1/projects", "{'name':'unused'}"), "none", "");
        ask(204, "DELETE", "/v1/environments/" + unused, null);
        ask(204, "DELETE", "/v1/databases/db.example:5432", null);
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
        ask(200, "PUT", "/v1/projects/" + project, "{'name':'store','labels':{'team':'a'}}");
        ask(200, "GET", "/v1/server", null);
        var batch =
                "{'environments':[{'project':'%s','name':'b','databaseUrl':'%s'}]}"
                        .formatted(project, URL.replace("db.", "db2."));
        ask(200, "POST", "/v1/environments:batch", batch);
        ask(200, "POST", "/v1/environments:batch-delete", "{'environments':['store/b']}");
        made("/v1/tokens", "{'name':'ci','roles':['developer']}");
        ask(200, "GET", "/v1/tokens", null);
        ask(200, "GET", "/v1/tokens/ci", null);
        var token = ask(200, "PUT", "/v1/tokens/ci", "{'name':'build','roles':['auditor']}");
        ask(204, "DELETE", "/v1/tokens/" + token.path("id").asText(), null);
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
        ask(200, "GET", one + "/keys/web", null);
        ask(200, "PUT", one + "/keys/web", "{'name':'site'}");
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
                .isEqualTo("name-taken");
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
                ask(422, "PUT", one + "/database-url", "{'databaseUrl':'mysql://ada:s3cret@db/x'}");
        assertThat(url.toString()).doesNotContain("s3cret");
        assertThat(ask(422, "PUT", one, "{'name':'x','connectionLimit':10}").path("code").asText())
                .isEqualTo("limit-out-of-range");
        headers = Map.of("if-match", "\"999\"");
        assertThat(ask(412, "DELETE", one, null).path("code").asText()).isEqualTo("stale");
        headers = Map.of();
        ask(409, "DELETE", "/v1/projects/" + project, null);
    }

    @Test
    void findsThingsByTheirNames() throws Exception {
        var project = made("/v1/projects", "{'name':'web shop'}");
        var environment = environment("web shop", "production", "");
        made("/v1/environments/" + environment + "/keys", "{'name':'web'}");

        var byName = ask(200, "GET", "/v1/projects/web%20shop", null);
        assertThat(byName.path("id").asText()).isEqualTo(project);
        var path = "/v1/environments/web%20shop%2Fproduction";
        assertThat(ask(200, "GET", path, null).path("id").asText()).isEqualTo(environment);
        assertThat(ask(200, "GET", path + "/keys/web", null).path("name").asText())
                .isEqualTo("web");
        assertThat(ask(200, "GET", "/v1/databases/db.example:5432", null).path("port").asInt())
                .isEqualTo(5432);
        for (var list :
                List.of(
                        "/v1/projects?name=web%20shop",
                        "/v1/environments?name=production",
                        "/v1/projects/web%20shop/environments?name=production",
                        path + "/keys?name=web")) {
            assertThat(ask(200, "GET", list, null).path("items")).as(list).hasSize(1);
            assertThat(ask(200, "GET", list + "x", null).path("items")).as(list).isEmpty();
        }
        ask(404, "GET", "/v1/environments/web%20shop%2Fstaging", null);
        ask(404, "GET", "/v1/databases/db.example:99999", null);
        ask(404, "GET", "/v1/projects/%00", null);
        ask(404, "GET", "/v1/projects?name=%00", null);
        ask(404, "GET", path + "/keys/%00", null);
    }

    @Test
    void anIdFindsItsOwnThingEvenIfAnotherHasItForAName() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        made("/v1/projects", "{'name':'" + project + "'}");

        assertThat(ask(200, "GET", "/v1/projects/" + project, null).path("name").asText())
                .isEqualTo("shop");
    }

    @Test
    void aTakenNameIsRefusedWithItsHolder() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var other = made("/v1/projects", "{'name':'store'}");

        for (var refused :
                List.of(
                        ask(409, "POST", "/v1/projects", "{'name':'shop'}"),
                        ask(409, "PUT", "/v1/projects/" + other, "{'name':'shop'}"))) {
            assertThat(refused.path("code").asText()).isEqualTo("name-taken");
            assertThat(refused.path("detail").asText()).contains(project);
        }
        ask(204, "DELETE", "/v1/projects/" + project, null);
        ask(200, "PUT", "/v1/projects/" + other, "{'name':'shop'}");
    }

    @Test
    void nothingProtectedIsDeleted() throws Exception {
        var project = made("/v1/projects", "{'name':'shop','deletionProtection':true}");
        var one =
                "/v1/environments/"
                        + environment(project, "production", ",'deletionProtection':true");

        assertThat(ask(409, "DELETE", one, null).path("code").asText())
                .isEqualTo("deletion-protected");
        ask(200, "PUT", one, "{'name':'live'}");
        ask(409, "DELETE", one, null);
        ask(200, "PUT", one, "{'name':'live','deletionProtection':false}");
        ask(204, "DELETE", one, null);

        var its = "/v1/projects/" + project;
        assertThat(ask(409, "DELETE", its, null).path("code").asText())
                .isEqualTo("deletion-protected");
        ask(200, "PUT", its, "{'name':'shop','deletionProtection':false}");
        ask(204, "DELETE", its, null);
    }

    @Test
    void keepsLabelsUntilOthersAreNamed() throws Exception {
        var project = made("/v1/projects", "{'name':'shop','labels':{'team':'a','tier':'1'}}");
        var its = "/v1/projects/" + project;

        var renamed = ask(200, "PUT", its, "{'name':'store'}");
        assertThat(renamed.at("/labels/team").asText()).isEqualTo("a");
        assertThat(ask(200, "PUT", its, "{'name':'store','labels':{}}").path("labels")).isEmpty();
        ask(400, "PUT", its, "{'name':'store','labels':{'-':'x'}}");
        ask(400, "PUT", its, "{'name':'store','labels':{'team':null}}");
        var one = "/v1/environments/" + environment(project, "live", ",'labels':{'a/b':''}");
        assertThat(ask(200, "GET", one, null).path("labels").has("a/b")).isTrue();
    }

    @Test
    void malformedInputIsTheCallersMistake() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        for (var query :
                List.of("limit=0", "limit=1001", "limit=-1", "limit=x", "limit=1&limit=1")) {
            ask(400, "GET", "/v1/environments?" + query, null);
        }
        ask(200, "GET", "/v1/environments?limit=1000", null);
        for (var url :
                List.of(URL + "?%F0%9F%98%80=x", URL + "?" + "é".repeat(60) + "=1", "/", "x")) {
            var body = "{'project':'%s','name':'other','databaseUrl':'%s'}".formatted(project, url);
            ask(422, "POST", "/v1/environments", body);
        }
    }

    @Test
    void nothingAboveTheOperatorsLimitsIsTaken() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var one = "/v1/environments/" + environment(project, "production", "");
        var above =
                List.of(
                        "'idleTimeout':'PT25H'",
                        "'queryTimeout':'PT1H0.001S'",
                        "'transactionTimeout':'PT1000000H'",
                        "'queueTimeout':'PT6M'",
                        "'maxQueue':100001",
                        "'maxResponseBytes':268435457");
        for (var setting : above) {
            var update = "{'name':'production','settings':{" + setting + "}}";
            var refused = ask(422, "PUT", one, update);
            assertThat(refused.toString()).contains("must be at most", "the operator's limit");
            var another =
                    "{'project':'%s','name':'other','databaseUrl':'%s','settings':{%s}}"
                            .formatted(project, URL, setting);
            ask(422, "POST", "/v1/environments", another);
        }
        var large =
                "{'project':'%s','name':'other','databaseUrl':'%s','databaseLimit':100001}"
                        .formatted(project, URL);
        ask(422, "POST", "/v1/environments", large);
        var database = ask(200, "GET", "/v1/databases", null).at("/items/0/id").asText();
        ask(422, "PUT", "/v1/databases/" + database + "/limit", "{'limit':100001}");
        ask(200, "PUT", one, "{'name':'production','settings':{'queryTimeout':'PT1H'}}");
    }

    @Test
    void returnsTheNumbersOfWhatCannotBeRead() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var one =
                "/v1/environments/" + environment(project, "production", ",'databaseUrlVersion':3");

        assertThat(ask(200, "GET", one, null).path("databaseUrlVersion").asLong()).isEqualTo(3);
        ask(
                200,
                "PUT",
                one + "/database-url",
                "{'databaseUrl':'" + URL + "','databaseUrlVersion':4}");
        assertThat(ask(200, "GET", one, null).path("databaseUrlVersion").asLong()).isEqualTo(4);
    }

    @Test
    void takesAKeysSecretFromItsCaller() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var keys = "/v1/environments/" + environment(project, "production", "") + "/keys";
        var secret = "0123456789abcdef0123456789ABCDEF";
        var asked = "{'name':'web','secret':'" + secret + "','secretVersion':1}";

        headers = Map.of("idempotency-key", "once");
        var made = ask(201, "POST", keys, asked);
        assertThat(ask(201, "POST", keys, asked)).isEqualTo(made);
        headers = Map.of();
        var text = made.path("key").asText();
        assertThat(text).startsWith(made.path("prefix").asText() + secret);
        assertThat(ApiKeys.parse(text)).isInstanceOf(ApiKeys.WellFormed.class);
        var one = keys + "/" + made.path("id").asText();
        var other = "{'name':'web','secret':'" + secret.replace('0', 'x') + "','secretVersion':2}";
        assertThat(ask(200, "PUT", one, other).path("secretVersion").asLong()).isEqualTo(2);
        assertThat(ask(200, "PUT", one, "{'name':'site'}").has("key")).isFalse();
        assertThat(ask(200, "GET", one, null).path("secretVersion").asLong()).isEqualTo(2);
        assertThat(ask(200, "GET", "/v1/audit", null).toString())
                .doesNotContain(secret)
                .doesNotContain(secret.replace('0', 'x'));
        var weak = ask(400, "POST", keys, "{'name':'weak','secret':'" + "a".repeat(31) + "'}");
        assertThat(weak.path("detail").asText()).doesNotContain("aaa");
    }

    @Test
    void revokesAKeyAtItsEnd() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var keys = "/v1/environments/" + environment(project, "production", "") + "/keys";
        ask(400, "POST", keys, "{'name':'past','expiresAt':'2020-01-01T00:00:00Z'}");
        var end = Instant.now().plusSeconds(1);

        made(keys, "{'name':'web','expiresAt':'" + end + "'}");

        var patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!ask(200, "GET", keys, null).path("items").isEmpty()) {
            assertThat(System.nanoTime()).as("time is left").isLessThan(patience);
        }
        assertThat(Instant.now()).isAfter(end);
    }

    @Test
    void forgetsADatabaseThatNoEnvironmentUses() throws Exception {
        var project = made("/v1/projects", "{'name':'shop'}");
        var environment = environment(project, "production", "");
        var its = "/v1/databases/db.example:5432";

        assertThat(ask(409, "DELETE", its, null).path("detail").asText()).contains("1 environment");
        ask(204, "DELETE", "/v1/environments/" + environment, null);
        ask(204, "DELETE", its, null);
        ask(404, "GET", its, null);
        environment(project, "production", "");
        ask(200, "GET", its, null);
    }

    @Test
    void namesWhoChangedAStaleThing() throws Exception {
        var its = "/v1/projects/" + made("/v1/projects", "{'name':'shop'}");
        ask(200, "PUT", its, "{'name':'store'}");

        headers = Map.of("if-match", "\"1\"");
        var stale = ask(412, "PUT", its, "{'name':'market'}");

        assertThat(stale.path("detail").asText()).contains("anna changed it");
    }

    private String environment(String project, String name, String more) throws Exception {
        return made(
                "/v1/environments",
                "{'project':'%s','name':'%s','databaseUrl':'%s'%s}"
                        .formatted(project, name, URL, more));
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
