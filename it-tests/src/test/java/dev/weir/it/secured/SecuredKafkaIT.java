package dev.weir.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.data.NodeSettings;
import dev.weir.runtime.kafka.KafkaEventLog;
import dev.weir.testing.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The planes do all their work with the rights that docs/kafka.md lists, each by another mechanism.
 */
@Timeout(240)
final class SecuredKafkaIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> NODE =
            Map.of(
                    "WEIR_KAFKA_SASL_USERNAME",
                    "weir-node",
                    "WEIR_KAFKA_SASL_PASSWORD",
                    "of \"the\" \\node");
    private static final Map<String, String> BILLING =
            Map.of(
                    "WEIR_KAFKA_SASL_MECHANISM",
                    "plain",
                    "WEIR_KAFKA_SASL_USERNAME",
                    "weir-billing",
                    "WEIR_KAFKA_SASL_PASSWORD",
                    "of-the-meter");

    @TempDir private Path home;

    @Test
    void aQueryIsAnsweredAndMeteredWithTheRightsOfThePage() throws Exception {
        try (var kafka = new SecuredKafka(home, "weir-billing", "of-the-meter");
                var tokens = new TokenEndpoint("weir-control", "of-the-control-plane")) {
            kafka.addScramUser("weir-node", "of \"the\" \\node");
            kafka.allow(KafkaRights.ofThePage());
            var shared = shared(kafka);
            try (var planes = new SecuredPlanes(shared, control(tokens.url()), BILLING, NODE)) {
                planes.start();
                worksThroughout(planes);
            }
            nodesDecideNothing(shared);
        }
    }

    private static Map<String, String> shared(SecuredKafka kafka) {
        return Map.of(
                "WEIR_KAFKA_BOOTSTRAP",
                kafka.bootstrap(),
                "WEIR_KAFKA_SECURITY_PROTOCOL",
                "sasl-ssl",
                "WEIR_KAFKA_TLS_AUTHORITY",
                kafka.authority().toString(),
                "WEIR_KAFKA_PROPERTIES_CLIENT_RACK",
                "zone-a");
    }

    private static Map<String, String> control(String tokenUrl) {
        return Map.of(
                "WEIR_KAFKA_SASL_MECHANISM",
                "oauthbearer",
                "WEIR_KAFKA_SASL_USERNAME",
                "weir-control",
                "WEIR_KAFKA_SASL_PASSWORD",
                "of-the-control-plane",
                "WEIR_KAFKA_SASL_TOKEN_URL",
                tokenUrl,
                "WEIR_KAFKA_SASL_SCOPE",
                "kafka");
    }

    /** A budget that stops its project goes from the meter over the control plane to the node. */
    private static void worksThroughout(SecuredPlanes planes) throws Exception {
        var project = id(make(planes.control("/v1/projects"), Map.of("name", "secured")));
        var database = TestPostgres.freshDatabase();
        var wanted = Map.of("project", project, "name", "secured", "databaseUrl", database.uri());
        var environment = id(make(planes.control("/v1/environments"), wanted));
        var keys = planes.control("/v1/environments/" + environment + "/keys");
        var key = make(keys, Map.of("name", "secured")).path("key").asText();
        var url = "postgresql://%s:%s@localhost/%s".formatted(environment, key, database.name());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answer(planes, url)).startsWith("200 "));
        await().atMost(PATIENCE).until(() -> queries(planes, environment) > 0);

        setBudget(planes, project);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answer(planes, url)).contains("suspended"));
    }

    private static void setBudget(SecuredPlanes planes, String project) throws Exception {
        var rate =
                Map.of("metric", "queries", "model", "package", "packageSize", "1", "price", "1");
        var from = "2020-01-01T00:00:00Z";
        make(
                planes.billing("/v1/rate-cards"),
                Map.of("id", "c", "name", "C", "effectiveFrom", from, "rates", List.of(rate)));
        make(planes.billing("/v1/rate-cards/c/assignments"), Map.of("effectiveFrom", from));
        var budget = Map.of("project", project, "amount", "1", "hardStop", true);
        send("PUT", planes.billing("/v1/budgets/b"), budget);
    }

    private static String answer(SecuredPlanes planes, String url) throws Exception {
        var query =
                HttpRequest.newBuilder(URI.create(planes.node("/sql")))
                        .header("Neon-Connection-String", url)
                        .POST(BodyPublishers.ofString("{\"query\":\"SELECT 1\",\"params\":[]}"));
        var answer = call(query);
        return answer.statusCode() + " " + answer.body();
    }

    private static String id(JsonNode made) {
        return made.path("id").asText();
    }

    private static long queries(SecuredPlanes planes, String environment) throws Exception {
        var path = "/v1/usage?granularity=hour&environment=" + environment;
        var answer = call(authorized(planes.billing(path)).GET());
        if (answer.statusCode() != 200) return 0;
        return JSON.readTree(answer.body()).path("total").path("queries").asLong();
    }

    /** The node's user may say how it fares, and not what it may hold. */
    private static void nodesDecideNothing(Map<String, String> shared) throws Exception {
        var values = new HashMap<>(shared);
        values.putAll(NODE);
        var options = NodeSettings.from(SecuredPlanes.nodeSettings(values)).kafka().options();
        try (var log = new KafkaEventLog(options, new SimpleMeterRegistry())) {
            var forged = log.append("weir.local.grants", "e", new byte[] {1});
            assertThat(forged.toCompletableFuture())
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static JsonNode make(String url, Map<String, ?> body) throws Exception {
        return send("POST", url, body);
    }

    private static JsonNode send(String method, String url, Map<String, ?> body) throws Exception {
        var text = BodyPublishers.ofString(JSON.writeValueAsString(body));
        var request = authorized(url).header("content-type", "application/json");
        var answer = call(request.method(method, text));
        if (answer.statusCode() / 100 != 2) throw new IOException(url + ": " + answer.body());
        return JSON.readTree(answer.body());
    }

    private static HttpRequest.Builder authorized(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("authorization", "Bearer " + SecuredPlanes.TOKEN);
    }

    private static HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        }
    }
}
