package dev.weir.billing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.TestStore;
import dev.weir.billing.store.intake.EnvironmentStore;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.UsageStore;
import dev.weir.billing.store.ledger.ClosingStore;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.UsageRecorded;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole API over a database of its own, with a clock that is set by hand. */
public final class RunningApi implements AutoCloseable {
    public static final String ALICE = "alice-of-finance";
    public static final String BOB = "bob-of-finance-too";
    public static final String CAROL = "carol-the-auditor";
    public static final String DAVE = "dave-the-developer";

    public final BillingDatabase database = TestStore.fresh();
    public final ClosingStore closing = new ClosingStore(database, "EUR", Duration.ofHours(1));

    private volatile Instant now = Instant.parse("2026-10-01T00:00:00Z");
    private final UsageStore usage = new UsageStore(database, Duration.ofHours(1), () -> now);
    public final QuarantineStore sources;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonApiServer server;
    private long offset;

    public RunningApi() {
        this(new UsageJudge(Records.REGION, new FactCodec()));
    }

    /** With a judge of its own. */
    public RunningApi(UsageJudge judge) {
        sources = new QuarantineStore(database, judge, () -> now);
        new EnvironmentStore(database, () -> now)
                .write(List.of(defined("env-1", "Shop"), defined("env-2", "Shop, tests")));
        var tokens =
                List.of(
                        new BearerToken("alice", Set.of("finance"), new Secret(ALICE)),
                        new BearerToken("bob", Set.of("finance"), new Secret(BOB)),
                        new BearerToken("carol", Set.of("auditor"), new Secret(CAROL)),
                        new BearerToken("dave", Set.of("developer"), new Secret(DAVE)));
        var api =
                BillingApi.of(
                        database, new BillingApi.Biller("EUR", "Weir"), tokens, sources, () -> now);
        server =
                new JsonApiServer(
                        vertx,
                        api,
                        JsonApiServer.Options.on("127.0.0.1", 0),
                        new SimpleMeterRegistry());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static EnvironmentDefined defined(String environment, String name) {
        return new EnvironmentDefined(
                new EnvironmentId(environment),
                1,
                new ProjectId("shop"),
                name,
                Records.REGION,
                new DatabaseId("db-1"),
                EnvironmentState.ACTIVE,
                5,
                "sealed",
                List.of(),
                EnvironmentSettings.DEFAULTS);
    }

    public void now(String time) {
        now = Instant.parse(time);
    }

    public Instant now() {
        return now;
    }

    /** A record of ten seconds of node a1, taken by the log at the present time. */
    public void use(
            long sequence, String start, String environment, long cpu, long sum, long queries) {
        var from = Instant.parse(start);
        var recorded =
                new UsageRecorded(
                        new NodeLife(new NodeId("a1"), new IncarnationId("k3v9")),
                        sequence,
                        Records.REGION,
                        new ClusterId("a"),
                        new ProjectId("shop"),
                        new EnvironmentId(environment),
                        from,
                        from.plusSeconds(10),
                        cpu,
                        sum,
                        queries,
                        0,
                        0,
                        Duration.ZERO);
        var logged =
                Records.logged(offset++, recorded.node().value(), Records.bytes(recorded), now);
        var _ =
                usage.write(
                                usage.claim(Records.PARTITION),
                                List.of(new Judgement.Countable(logged, recorded)))
                        .orElseThrow();
    }

    public JsonNode get(String token, String path) throws Exception {
        var answer = send(token, "GET", path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    public JsonNode send(
            String token, String method, String path, @Nullable String body, int status)
            throws Exception {
        var answer = send(token, method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body().isEmpty()
                ? new ObjectMapper().nullNode()
                : new ObjectMapper().readTree(answer.body());
    }

    public HttpResponse<String> send(
            String token, String method, String path, @Nullable String body) throws Exception {
        var publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return client.send(
                request(token, path).method(method, publisher).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The same with headers more. */
    HttpResponse<String> send(
            String token,
            String method,
            String path,
            @Nullable String body,
            Map<String, String> headers)
            throws Exception {
        var request = request(token, path);
        headers.forEach(request::header);
        var publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return client.send(
                request.method(method, publisher).build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    public byte[] bytes(String token, String path) throws Exception {
        var answer =
                client.send(request(token, path).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private HttpRequest.Builder request(String token, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json");
    }

    /** Against the schema that the API's own description gives. */
    public static void assertConforms(String schema, JsonNode answer) {
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

    @Override
    public void close() {
        try {
            server.stop(Duration.ofSeconds(5));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        client.close();
        vertx.close().await();
        database.close();
    }
}
