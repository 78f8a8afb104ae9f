package dev.weir.billing.http;

import static dev.weir.billing.rollup.Records.PARTITION;
import static dev.weir.billing.rollup.Records.TEN;
import static dev.weir.billing.rollup.Records.judged;
import static dev.weir.billing.rollup.Records.usage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.TestStore;
import dev.weir.billing.store.intake.EnvironmentStore;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.UsageStore;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint.Boundary;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.Secret;
import dev.weir.runtime.http.BearerToken;
import dev.weir.runtime.http.JsonApiServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageApiTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final Instant NOW = TEN.plusSeconds(1_800);

    private final BillingDatabase database = TestStore.open();
    private final UsageStore store = new UsageStore(database);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonApiServer server =
            new JsonApiServer(
                    vertx,
                    BillingApi.of(
                            database,
                            new BillingApi.Biller("EUR", "Weir"),
                            List.of(new BearerToken("admin", Set.of("admin"), new Secret(TOKEN))),
                            new QuarantineStore(
                                    database,
                                    new UsageJudge(Records.REGION, new FactCodec()),
                                    InstantSource.fixed(NOW)),
                            InstantSource.fixed(NOW)),
                    JsonApiServer.Options.on("127.0.0.1", 0),
                    new SimpleMeterRegistry());

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(Duration.ofSeconds(5));
        client.close();
        vertx.close().await();
        database.close();
    }

    @Test
    void reportsEachEnvironmentsUsageWithExactTotals() throws Exception {
        store.write(
                store.claim(PARTITION),
                List.of(
                        judged(0, usage(1, "env-1", 1_234)),
                        judged(1, usage("a1", "k3v9", 2, "env-1", 6, 1_240)),
                        judged(2, usage(3, "env-2", 10))));
        new EnvironmentStore(database).write(List.of(defined("env-1", 1, "Shop")));

        var report = json(get("/v1/usage", "application/json"));

        assertConforms("UsageReport", report);
        assertThat(report.at("/usage")).hasSize(2);
        assertThat(report.at("/usage/0/environment").asText()).isEqualTo("env-1");
        assertThat(report.at("/usage/0/environmentName").asText()).isEqualTo("Shop");
        assertThat(report.at("/usage/0/start").asText()).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(report.at("/usage/0/cpuMillis").asLong()).isEqualTo(1_240);
        assertThat(report.at("/usage/0/coreSeconds").asText()).isEqualTo("1.240");
        assertThat(report.at("/usage/0/databaseBusyMillis").asLong()).isEqualTo(8_680);
        assertThat(report.at("/usage/1/environmentName").isNull()).isTrue();
        assertThat(report.at("/total/cpuMillis").asLong()).isEqualTo(1_250);
        assertThat(report.at("/completeThrough").asText()).isEqualTo("2026-11-23T10:00:30Z");
        assertThat(report.at("/asOf").asLong()).isEqualTo(3);
    }

    @Test
    void anEmptyReportHasNoWatermark() throws Exception {
        var report = json(get("/v1/usage", "application/json"));

        assertConforms("UsageReport", report);
        assertThat(report.at("/usage")).isEmpty();
        assertThat(report.at("/completeThrough").isNull()).isTrue();
    }

    @Test
    void theWatermarkIsThatOfTheSlowestLiveSource() throws Exception {
        store.write(
                store.claim(PARTITION),
                List.of(
                        judged(0, usage("a1", "k3v9", 1, "env-1", 1, 1)),
                        judged(1, usage("a1", "k3v9", 2, "env-1", 1, 2)),
                        judged(2, usage("b1", "k3v9", 1, "env-1", 1, 1)),
                        judged(3, usage("b1", "k3v9", 3, "env-1", 1, 3))));

        assertThat(json(get("/v1/usage", "application/json")).at("/completeThrough").asText())
                .isEqualTo("2026-11-23T10:00:10Z");

        store.write(
                store.claim(PARTITION), List.of(judged(4, usage("c1", "k3v9", 2, "env-1", 1, 2))));
        assertThat(json(get("/v1/usage", "application/json")).at("/completeThrough").isNull())
                .isTrue();
    }

    @Test
    void theWatermarkOfSourcesThatHaveAllEndedIsTheirEnd() throws Exception {
        var end = TEN.plusSeconds(25);
        store.write(
                store.claim(PARTITION),
                List.of(
                        judged(0, usage("a1", "k3v9", 1, "env-1", 1, 1)),
                        judged(1, Records.seal(2, Boundary.END, end, 1, 1))));

        assertThat(json(get("/v1/usage", "application/json")).at("/completeThrough").asText())
                .isEqualTo(end.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "hour, 2026-11-23T10:00:00Z, 2026-11-23T11:00:00Z",
        "day, 2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z",
        "month, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z",
    })
    void sumsByHourDayAndMonth(String granularity, String start, String end) throws Exception {
        store.write(store.claim(PARTITION), List.of(judged(0, usage(1, "env-1", 5))));

        var report = json(get("/v1/usage?granularity=" + granularity, "application/json"));

        assertThat(report.at("/usage/0/start").asText()).isEqualTo(start);
        assertThat(report.at("/usage/0/end").asText()).isEqualTo(end);
    }

    @Test
    void answersOnlyWhatIsAskedFor() throws Exception {
        store.write(
                store.claim(PARTITION),
                List.of(judged(0, usage(1, "env-1", 5)), judged(1, usage(2, "env-2", 7))));

        var one = json(get("/v1/usage?environment=env-2&project=shop", "application/json"));
        var none = json(get("/v1/usage?project=other", "application/json"));
        var before = json(get("/v1/usage?to=2026-11-23T10:00:00Z", "application/json"));

        assertConforms("UsageReport", one);
        assertThat(one.at("/total/cpuMillis").asLong()).isEqualTo(7);
        assertThat(none.at("/usage")).isEmpty();
        assertThat(before.at("/usage")).isEmpty();
    }

    @Test
    void aDeletedEnvironmentKeepsItsName() throws Exception {
        var environments = new EnvironmentStore(database);
        environments.write(
                List.of(
                        defined("env-1", 2, "=evil()"),
                        defined("env-1", 1, "Old"),
                        new EnvironmentDeleted(new EnvironmentId("env-1"), 3)));
        environments.write(List.of(defined("env-1", 2, "Late")));
        store.write(store.claim(PARTITION), List.of(judged(0, usage(1, "env-1", 5))));

        var csv = get("/v1/usage?format=csv", "application/json");

        assertThat(csv.body().lines().skip(1)).singleElement().asString().contains(",'=evil(),");
    }

    @Test
    void answersCsvToWhoAcceptsIt() throws Exception {
        store.write(store.claim(PARTITION), List.of(judged(0, usage(1, "env-1", 5))));

        var csv = get("/v1/usage", "text/csv");

        assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("weir-complete-through"))
                .hasValue("2026-11-23T10:00:10Z");
        assertThat(csv.headers().firstValue("weir-as-of")).hasValue("1");
        assertThat(csv.body()).startsWith("start,end,environment,").endsWith("\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/usage?from=yesterday, from",
        "/v1/usage?granularity=week, granularity",
        "/v1/usage?from=2020-01-01, days",
        "/v1/usage?environment=A%20B, environment",
        "/v1/usage?format=xml, format",
    })
    void saysWhatIsWrongWithAQuestion(String path, String named) throws Exception {
        var answer = get(path, "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        assertConforms("Problem", json(answer));
        assertThat(json(answer).at("/detail").asText()).contains(named);
    }

    @Test
    void refusesWhoHasNoTokenOrAWrongOne() throws Exception {
        var none = send(HttpRequest.newBuilder(uri("/v1/usage")));
        var wrong =
                send(
                        HttpRequest.newBuilder(uri("/v1/usage"))
                                .header("authorization", "Bearer " + TOKEN + "x"));

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertConforms("Problem", json(none));
    }

    @Test
    void saysWhenItsDatabaseIsOutOfReach() throws Exception {
        database.close();

        var answer = get("/v1/usage", "application/json");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("jdbc", "Exception");
        assertConforms("Problem", json(answer));
    }

    @Test
    void describesItselfWithoutAToken() throws Exception {
        var answer = send(HttpRequest.newBuilder(uri("/openapi.json")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/openapi").asText()).isEqualTo("3.1.0");
        assertThat(json(answer).at("/paths").fieldNames())
                .toIterable()
                .contains("/v1/usage", "/openapi.json");
    }

    private static EnvironmentEvent defined(String environment, long version, String name) {
        return new EnvironmentDefined(
                new EnvironmentId(environment),
                version,
                new ProjectId("shop"),
                name,
                new RegionId("eu1"),
                new DatabaseId("db-1"),
                EnvironmentState.ACTIVE,
                5,
                "sealed",
                List.of(),
                EnvironmentSettings.DEFAULTS);
    }

    /** Against the schema that the API's own description gives. */
    private static void assertConforms(String schema, JsonNode answer) {
        var location = "urn:weir:billing";
        var registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder ->
                                builder.schemas(id ->
                                        id.equals(location)
                                                ? new String(
                                                        BillingApi.openApi(),
                                                        StandardCharsets.UTF_8)
                                                : null));
        var errors =
                registry.getSchema(SchemaLocation.of(location + "#/components/schemas/" + schema))
                        .validate(answer.toString(), InputFormat.JSON);
        assertThat(errors).isEmpty();
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("authorization", "Bearer " + TOKEN)
                        .header("accept", accept));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }
}
